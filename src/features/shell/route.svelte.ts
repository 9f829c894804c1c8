/** @file The address is the state: `#/search?q=...`. Tabs are links, Back works, a copied address reopens the view. */

export type TabId = 'search' | 'map' | 'normalize' | 'evaluate' | 'library';

/** A tab, or a page below one. */
export type ViewPath = TabId | 'library/titles';

export interface Route {
  readonly tab: TabId;
  readonly path: ViewPath;
  readonly parameters: URLSearchParams;
}

const TABS: readonly TabId[] = ['search', 'map', 'normalize', 'evaluate', 'library'];

const PAGES: readonly ViewPath[] = ['library/titles'];

/** Reads a hash such as `#/search?q=nurse`; an unknown page opens its tab, anything else unknown Search. */
export function parseHash(hash: string): Route {
  const [address = '', ...rest] = hash.replace(/^#\/?/, '').split('?');
  const [first] = address.split('/');
  const tab = TABS.find((id) => id === first) ?? 'search';
  const path = PAGES.find((page) => page === address) ?? tab;
  return { tab, path, parameters: new URLSearchParams(rest.join('?')) };
}

/** Writes a hash; empty values are left out. */
export function formatHash(path: ViewPath, parameters: Readonly<Record<string, string>> = {}): string {
  const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== ''));
  return `#/${path}${query.size > 0 ? `?${query.toString()}` : ''}`;
}

export class Router {
  current = $state.raw<Route>(parseHash(location.hash));

  /** @param followed called when the address changed by itself: Back, Forward, a link, a pasted hash */
  constructor(followed: (route: Route) => void = () => undefined) {
    const update = () => {
      this.current = parseHash(location.hash);
      followed(this.current);
    };
    addEventListener('popstate', update);
    addEventListener('hashchange', update);
  }

  /** Shows `hash` as a new step that Back leaves again. */
  push(hash: string): void {
    if (hash === location.hash) return;
    history.pushState(null, '', hash);
    this.current = parseHash(hash);
  }

  /** Keeps the address true while a query is being typed, without a step for each letter. */
  replace(hash: string): void {
    try {
      history.replaceState(history.state, '', hash);
    } catch {
      // Safari refuses more than 100 changes in 30 seconds; the next one catches up.
    }
    this.current = parseHash(hash);
  }
}
