/** @file Lint rules: strict types, no floating promises, and the import arrows between the rooms of src/. */
import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import { defineConfig } from 'eslint/config';
import ts from 'typescript-eslint';

/** Which rooms a room may not import: arrows go ui, features -> store, workers -> core, never back. */
const FORBIDDEN = {
  core: ['workers', 'store', 'features', 'ui', 'cli'],
  workers: ['store', 'features', 'ui', 'cli'],
  store: ['workers', 'features', 'ui', 'cli'],
  ui: ['features', 'cli'],
  cli: ['workers', 'store', 'features', 'ui'],
  features: ['cli'],
};

const arrows = Object.entries(FORBIDDEN).map(([room, others]) => ({
  files: [`src/${room}/**/*.{ts,svelte}`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            regex: `^(\\.\\./)+(src/)?(${others.join('|')})/`,
            message: `src/${room} may not import ${others.join(', ')}: arrows go ui, features -> store, workers -> core.`,
          },
          ...(room === 'core'
            ? [
                {
                  regex: '^(node:|svelte|idb-keyval|@huggingface)',
                  message: 'src/core is pure and runs anywhere.',
                },
              ]
            : []),
        ],
      },
    ],
  },
}));

export default defineConfig(
  {
    ignores: [
      'dist',
      'node_modules',
      'public',
      'models-*',
      'test-results',
      'playwright-report',
      '**/*.as.ts',
      'scripts/train',
    ],
  },
  js.configs.recommended,
  ...ts.configs.strictTypeChecked,
  ...svelte.configs.recommended,
  {
    languageOptions: {
      globals: { ...globals.browser, ...globals.node },
      parserOptions: {
        project: [
          './tsconfig.json',
          './src/tsconfig.json',
          './src/core/tsconfig.json',
          './src/workers/tsconfig.json',
        ],
        extraFileExtensions: ['.svelte'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-non-null-assertion': 'off',
      'no-undef': 'off',
      // State holds immutable collections in $state.raw: results are replaced, never changed in place.
      'svelte/prefer-svelte-reactivity': 'off',
      'svelte/no-navigation-without-resolve': 'off',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser } },
  },
  { files: ['**/*.mjs', 'eslint.config.js'], ...ts.configs.disableTypeChecked },
  ...arrows,
);
