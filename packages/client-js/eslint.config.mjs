// The rules of typescript-eslint that know types, for what is written by hand.
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["dist", "wasm", "src/generated", "node_modules"] },
  {
    files: ["src/**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { project: "./tsconfig.json" } },
    rules: { "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }] },
  },
  { files: ["**/*.mjs"], extends: [tseslint.configs.base], rules: { "no-unused-vars": "error", "no-undef": "off" } },
);
