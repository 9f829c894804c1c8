import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { formatHash, parseHash, Router } from '../../src/features/shell/route.svelte.ts';

const read = (hash: string) => {
  const { tab, parameters } = parseHash(hash);
  return { tab, ...Object.fromEntries(parameters) };
};

describe('an address', () => {
  it('gives back every tab and text', () => {
    const texts = fc.record({
      q: fc.string({ unit: 'grapheme', minLength: 1 }),
      skills: fc.string({ unit: 'binary-ascii', minLength: 1 }),
    });
    fc.assert(
      fc.property(
        fc.constantFrom('search' as const, 'normalize' as const, 'library' as const),
        texts,
        (tab, parameters) => {
          expect(read(formatHash(tab, parameters))).toEqual({ tab, ...parameters });
        },
      ),
    );
  });

  it('is short: empty values are left out', () => {
    expect(formatHash('library')).toBe('#/library');
    expect(formatHash('search', { q: '', skills: 'C++ & SQL', like: '' })).toBe(
      '#/search?skills=C%2B%2B+%26+SQL',
    );
  });

  it('written by hand is read as far as it goes', () => {
    expect(read('#/search?q=what is a nurse?')).toEqual({ tab: 'search', q: 'what is a nurse?' });
    expect(read('#search?q=a')).toEqual({ tab: 'search', q: 'a' });
    expect(read('#/library')).toEqual({ tab: 'library' });
    expect(read('#/nowhere?q=%')).toEqual({ tab: 'search', q: '%' });
    expect(read('')).toEqual({ tab: 'search' });
  });
});

describe('the router', () => {
  let page: EventTarget;
  const location = { hash: '#/search?q=first' };
  const go = vi.fn((_state: unknown, _title: string, hash: string) => void (location.hash = hash));

  beforeEach(() => {
    page = new EventTarget();
    location.hash = '#/search?q=first';
    go.mockClear();
    vi.stubGlobal('location', location);
    vi.stubGlobal('history', { state: null, pushState: go, replaceState: go });
    vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
  });
  afterEach(() => vi.unstubAllGlobals());

  it('begins at the address, and follows Back and pasted links', () => {
    const router = new Router();
    expect(router.current.parameters.get('q')).toBe('first');
    for (const event of ['popstate', 'hashchange']) {
      location.hash = `#/library?by=${event}`;
      page.dispatchEvent(new Event(event));
      expect(router.current.tab).toBe('library');
      expect(router.current.parameters.get('by')).toBe(event);
    }
  });

  it('calls back when the address changed by itself, and only then', () => {
    const followed = vi.fn();
    const router = new Router(({ parameters }) => void followed(parameters.get('q')));
    router.push('#/search?q=pushed');
    router.replace('#/search?q=replaced');
    expect(followed).not.toHaveBeenCalled();
    location.hash = '#/search?q=back';
    page.dispatchEvent(new Event('popstate'));
    expect(followed.mock.calls).toEqual([['back']]);
  });

  it('shows the typed query where the browser refuses to change the address so often', () => {
    const router = new Router();
    go.mockImplementationOnce(() => {
      throw new DOMException('Attempt to use history.replaceState() more than 100 times', 'SecurityError');
    });
    router.replace('#/search?q=typed');
    expect(router.current.parameters.get('q')).toBe('typed');
    expect(location.hash).toBe('#/search?q=first');
  });

  it('makes a step for a new address, none for the same one', () => {
    const router = new Router();
    router.push('#/search?q=second');
    router.push('#/search?q=second');
    expect(go).toHaveBeenCalledTimes(1);
    router.replace('#/search?q=third');
    expect(router.current.parameters.get('q')).toBe('third');
  });
});
