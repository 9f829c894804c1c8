/** One worker script may use eval, and reaches no network; nothing else may. */
import { expect, test } from 'vitest';
import { CONTENT_SECURITY_POLICY, policyFor } from '../../src/core/security-policy.ts';

test('the reference map engine alone has a policy of its own', () => {
  const reference = policyFor('https://example.org/sub/assets/reference-map.worker-Ab_3-x.js');
  expect(reference).toContain("script-src 'self' 'unsafe-eval'");
  expect(reference).toContain("connect-src 'none'");
  for (const path of [
    '',
    'index.html',
    'assets/map.worker-1.js',
    'assets/reference-map.worker-1.js/other',
    'assets/index-1.js',
  ])
    expect(policyFor(`https://example.org/${path}?reference-map.worker-1.js`)).toBe(CONTENT_SECURITY_POLICY);
  expect(CONTENT_SECURITY_POLICY).not.toContain("'unsafe-eval'");
});
