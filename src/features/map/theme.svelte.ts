/** @file Light or dark, as the system says; whoever draws with it draws again when it changes. */
import { MediaQuery } from 'svelte/reactivity';
import type { Theme } from './palette.ts';

const dark = new MediaQuery('prefers-color-scheme: dark');

export function currentTheme(): Theme {
  return dark.current ? 'dark' : 'light';
}
