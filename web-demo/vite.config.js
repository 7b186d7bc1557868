import { defineConfig } from "vite";

// The page works from any folder of any web server, so its own addresses are relative.
export default defineConfig({
  base: "./",
  build: { target: "es2022", assetsInlineLimit: 0, modulePreload: { polyfill: false } },
});
