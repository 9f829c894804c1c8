import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CONTENT_SECURITY_POLICY } from '../../src/core/security-policy.ts';

it('docs/hosting.md tells hosts to send the policy that the service worker sets', () => {
  const text = readFileSync(new URL('../../docs/hosting.md', import.meta.url), 'utf8');
  const policies = [...text.matchAll(/Content-Security-Policy "([^"]*)"/g)].map(([, policy]) => policy);
  expect(policies).toEqual([CONTENT_SECURITY_POLICY]);
});
