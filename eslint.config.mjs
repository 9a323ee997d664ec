import { createProjectGraphAsync } from '@nx/devkit';
import nx from '@nx/eslint-plugin';
import angular from 'angular-eslint';
import tseslint from 'typescript-eslint';

// Without a graph the boundary rule lets everything pass, and with an old one it judges what is no longer there.
process.env.NX_DAEMON ??= 'false';
await createProjectGraphAsync({ exitOnError: true });

// Everybody may know contracts, and plain code, which stands on Node alone; domains never know each other; the SPA
// knows the generated client alone.
// A project that fits no line here may depend on nothing.
const LAYERS = [
  { sourceTag: 'layer:contracts', onlyDependOnLibsWithTags: [] },
  { sourceTag: 'layer:plain', onlyDependOnLibsWithTags: ['layer:contracts', 'layer:plain'] },
  { sourceTag: 'layer:client', onlyDependOnLibsWithTags: [] },
  { sourceTag: 'layer:platform', onlyDependOnLibsWithTags: ['layer:contracts', 'layer:plain', 'layer:platform'] },
  { sourceTag: 'layer:domain', onlyDependOnLibsWithTags: ['layer:contracts', 'layer:plain', 'layer:platform'] },
  { sourceTag: 'layer:spa', onlyDependOnLibsWithTags: ['layer:client'] },
  { sourceTag: 'layer:migrations', onlyDependOnLibsWithTags: ['layer:platform'] },
  { sourceTag: 'layer:reports', onlyDependOnLibsWithTags: [] },
  {
    sourceTag: 'layer:app',
    onlyDependOnLibsWithTags: [
      'layer:contracts',
      'layer:plain',
      'layer:platform',
      'layer:domain',
      'layer:client',
      'layer:migrations',
      'layer:reports',
    ],
  },
];

const DATABASE_CALL = 'CallExpression[callee.property.name=/^(query|where|andWhere|orWhere|having|orderBy)$/]';

export default tseslint.config(
  {
    ignores: [
      '**/node_modules/**',
      '**/dist/**',
      '.gatehouse/**',
      '.nx/**',
      '.angular/**',
      'reports/**',
      '**/*.gen.ts',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts', '**/*.mts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.json', './apps/admin/tsconfig.lint.json'],
        tsconfigRootDir: import.meta.dirname,
        emitDecoratorMetadata: true,
        experimentalDecorators: true,
      },
    },
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        {
          enforceBuildableLibDependency: false,
          depConstraints: LAYERS,
          banTransitiveDependencies: false,
        },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/explicit-module-boundary-types': 'off',
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/prefer-promise-reject-errors': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // index signatures are read as index['name'], as the compiler asks
      '@typescript-eslint/dot-notation': 'off',
      '@typescript-eslint/consistent-indexed-object-style': 'off',
      '@typescript-eslint/consistent-type-definitions': 'off',
      // a DTO class is the shape of an answer; literals of that shape are what handlers return
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // decorator metadata needs the written type
      '@typescript-eslint/no-inferrable-types': ['error', { ignoreProperties: true }],
      'max-lines': ['error', { max: 400 }],
      'no-console': 'error',
      eqeqeq: 'error',
      'no-restricted-syntax': [
        'error',
        { selector: 'TSEnumDeclaration', message: 'Use an `as const` object.' },
        {
          selector: `${DATABASE_CALL} > TemplateLiteral.arguments:first-child[expressions.length>0]`,
          message: 'SQL is parameterised, never built from strings.',
        },
        {
          selector: `${DATABASE_CALL} > BinaryExpression.arguments:first-child[operator="+"]`,
          message: 'SQL is parameterised, never built from strings.',
        },
        {
          selector: "MemberExpression[object.name='process'][property.name='env']",
          message: 'Settings are declared in a *.config.ts and read by @gatehouse/config alone.',
        },
      ],
    },
  },
  {
    // whoever takes connections past `Database` can wait for a second one while holding the first
    files: ['{libs,apps}/**/*.ts'],
    ignores: ['libs/platform/database/**', '**/*spec.ts', '**/*.fixture.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: 'typeorm',
              importNames: ['DataSource', 'QueryRunner'],
              message: 'Take your connection from `Database`, and transactions from `UnitOfWork`.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['libs/*/src/domain/**/*.ts', 'libs/platform/{contracts,crypto}/**/*.ts', 'libs/audit-bundle/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^(@nestjs/|typeorm|express|bull|ioredis|pg$|class-validator|class-transformer|rxjs|@willsoto/)',
              message: 'A domain room knows no framework.',
            },
          ],
        },
      ],
    },
  },
  {
    // processes start here: they alone hand the environment to the config lib, and they print
    files: [
      'apps/{api,worker,cli}/src/**/*.ts',
      'scripts/bench/src/**/*.ts',
      'libs/platform/testing/**/*.ts',
      'test/**/*.{ts,mts}',
      '**/*.config.mts',
    ],
    rules: { 'no-restricted-syntax': 'off' },
  },
  { files: ['apps/cli/**/*.ts'], rules: { 'no-console': 'off' } },
  {
    // tests reach into results whose shape they have just asserted
    files: ['**/*.spec.ts', '**/*-spec.ts', '**/*.fixture.ts', 'libs/platform/testing/**/*.ts', 'test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      'no-restricted-syntax': [
        'error',
        {
          selector:
            "ForOfStatement[right.elements.0.type='CallExpression']:has(MemberExpression[property.name='rejects'][object.arguments.0.type='Identifier'])",
          message:
            'All of them begin at once, and one that fails before its turn is an unhandled rejection: list functions.',
        },
      ],
    },
  },
  {
    files: ['apps/admin/**/*.ts'],
    extends: [angular.configs.tsRecommended],
    processor: angular.processInlineTemplates,
    rules: {
      '@angular-eslint/prefer-on-push-component-change-detection': 'off',
      // Angular's validators are static methods that never use `this`
      '@typescript-eslint/unbound-method': ['error', { ignoreStatic: true }],
    },
  },
  {
    files: ['apps/admin/**/*.html'],
    extends: [angular.configs.templateRecommended, angular.configs.templateAccessibility],
  },
);
