/** Lint with type information: async mistakes, module boundaries, import cycles, sizes. Layout is Prettier's business. */
import eslint from '@eslint/js';
import { createProjectGraphAsync } from '@nx/devkit';
import nx from '@nx/eslint-plugin';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';
import { folderOf, forbiddenEntries, forNodeOnly, mayImport, tagOf } from './tools/boundaries.mjs';

// The boundary rule reads Nx's project graph from a cache and skips itself, silently, where there is none.
await createProjectGraphAsync({ exitOnError: true });

const projects = Object.keys(mayImport);
const libraries = projects.filter((project) => folderOf(project).startsWith('libs/'));

const noDefaultExport = {
  selector: 'ExportDefaultDeclaration',
  message: 'Export by name: a default export is called something else in every file that imports it.',
};
const noExportAll = {
  selector: 'ExportAllDeclaration',
  message: 'List the names: what a library exports is decided by hand.',
};
const noClock = {
  selector: "NewExpression[callee.name='Date'][arguments.length=0]",
  message: 'A library does not look at the clock: take the time as an argument.',
};

const noNode = {
  group: ['node:*', '@kantor/*/node'],
  message: 'This file runs in browsers too: what needs Node belongs in node.ts or node/.',
};
const noWeb = {
  group: ['@kantor/*/web'],
  message: 'This file runs in Node too: what needs a browser belongs in web.ts or web/.',
};
const depConstraints = projects.map((project) => ({
  sourceTag: tagOf(project),
  onlyDependOnLibsWithTags: (mayImport[project] ?? []).map(tagOf),
}));

export default tseslint.config(
  {
    ignores: [
      '**/dist/',
      '**/node_modules/',
      'runs/',
      '.nx/',
      '**/.venv/',
      'coverage/',
      'tmp/',
      '**/golden/',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  eslint.configs.recommended,
  tseslint.configs.recommendedTypeChecked,
  {
    files: ['**/*.{ts,mjs,js}'],
    languageOptions: {
      parserOptions: {
        project: [
          './tsconfig.json',
          './apps/trainer/src/show/report/page/tsconfig.json',
          './tools/bench/pages/tsconfig.json',
        ],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    plugins: { 'import-x': importX },
    settings: {
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
      'import-x/resolver-next': [
        createNodeResolver({
          conditionNames: ['@kantor/source', 'import', 'node', 'default'],
          extensionAlias: { '.js': ['.ts', '.js'] },
        }),
      ],
    },
    rules: {
      // Records of functions are taken apart freely: there are no classes here whose methods could lose their `this`.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true, allowNullish: true },
      ],
      '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/prefer-promise-reject-errors': 'error',
      // The type checker knows what is defined where.
      'no-undef': 'off',
      // Published coefficients keep all their digits.
      'no-loss-of-precision': 'off',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      'import-x/no-duplicates': ['error', { 'prefer-inline': true }],
      'no-restricted-syntax': ['error', noDefaultExport, noExportAll],
      'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['{libs,apps,tools}/*/{src,test}/**/*.ts'],
    plugins: { '@nx': nx },
    rules: { '@nx/enforce-module-boundaries': ['error', { depConstraints }] },
  },
  {
    files: ['{libs,apps,tools}/*/src/**/*.ts'],
    rules: {
      'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['libs/*/src/**/*.ts'],
    rules: {
      'no-console': 'error',
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Randomness comes from a stream of @kantor/tensor.' },
        {
          object: 'Date',
          property: 'now',
          message: 'A library does not look at the clock: take the time as an argument.',
        },
      ],
    },
  },
  {
    // Only a manifest says when it was written.
    files: ['libs/*/src/**/*.ts'],
    ignores: ['libs/checkpoint/**'],
    rules: { 'no-restricted-syntax': ['error', noDefaultExport, noExportAll, noClock] },
  },
  ...libraries.flatMap((project) => {
    const src = `${folderOf(project)}/src`;
    return [
      importRule([`${src}/**/*.ts`], project, forNodeOnly.includes(project) ? [noWeb] : [noNode, noWeb]),
      importRule([`${src}/node.ts`, `${src}/node/**/*.ts`], project, [noWeb], true),
      importRule([`${src}/web.ts`, `${src}/web/**/*.ts`], project, [noNode]),
    ];
  }),
  {
    files: ['{libs,apps,tools}/*/test/**/*.ts', 'tests/**/*.ts'],
    plugins: { '@nx': nx },
    rules: {
      // A test uses its library by the name that users know, and may borrow the helpers of another library's tests.
      '@nx/enforce-module-boundaries': [
        'error',
        {
          depConstraints,
          allowCircularSelfDependency: true,
          allow: ['../../graph/test/**', '../../../graph/test/**'],
        },
      ],
      // Golden values and altered files come out of JSON.parse as `any`.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
    },
  },
  {
    files: ['**/*.{mjs,js}'],
    // A cast in JSDoc gives the variable a type, which this rule does not see.
    rules: { '@typescript-eslint/no-unsafe-assignment': 'off' },
  },
  {
    files: ['**/*.config.{mjs,ts}', '**/*.d.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
);

/**
 * @param {string[]} files
 * @param {string} project
 * @param {{ group: string[], message: string }[]} platform what these files may not import, for where they run
 * @param {boolean} inNode whether they run in Node alone
 * @returns {import('typescript-eslint').ConfigArray[number]}
 */
function importRule(files, project, platform, inNode = false) {
  const forbidden = (forbiddenEntries[project] ?? []).filter(({ onlyInNode }) => !(onlyInNode && inNode));
  return {
    files,
    rules: {
      'no-restricted-imports': [
        'error',
        { paths: forbidden.map(({ name, message }) => ({ name, message })), patterns: platform },
      ],
    },
  };
}
