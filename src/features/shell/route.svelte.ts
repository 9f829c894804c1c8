/** @file The address is the state: `#/search?q=...`. Tabs are links, Back works, a copied address reopens the view. */

export type TabId = 'search' | 'library';

export interface Route {
  readonly tab: TabId;
  readonly parameters: URLSearchParams;
}

const TABS: readonly TabId[] = ['search', 'library'];

/** Reads a hash such as `#/search?q=nurse`; anything unknown opens Search. */
export function parseHash(hash: string): Route {
  const [path = '', ...rest] = hash.replace(/^#\/?/, '').split('?');
  const tab = TABS.find((id) => id === path) ?? 'search';
  return { tab, parameters: new URLSearchParams(rest.join('?')) };
}

/** Writes a hash; empty values are left out. */
export function formatHash(tab: TabId, parameters: Readonly<Record<string, string>> = {}): string {
  const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== ''));
  return `#/${tab}${query.size > 0 ? `?${query.toString()}` : ''}`;
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
