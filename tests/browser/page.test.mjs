// The page, as somebody uses it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { registry } from "../js/registry.mjs";
import { freshPage, start } from "./chromium.mjs";

let chromium;
before(async () => {
  chromium = await start(registry().root);
});
after(() => chromium.stop());

/** Opens the page at `hash` and hands it to `story`; no error and no breach of policy may be left behind. */
function story(name, hash, tell, options) {
  test(name, async () => {
    const { page, errors } = await freshPage(chromium, options);
    await page.goto(chromium.address + hash);
    await tell(page);
    assert.deepEqual(errors, []);
    await page.context().close();
  });
}

const names = (page) => page.locator("#results .name").allTextContents();

story("typing finds packages, typing errors and all", "", async (page) => {
  await page.getByText("32 packages").waitFor();
  await page.keyboard.type("compresion libary");
  await page.locator("#results li").first().waitFor();
  assert.ok((await names(page)).includes("zlib"));
  assert.match(page.url(), /#\/\?q=compresion\+libary$/);
});

story("a link to a search shows its hits", "#/?q=serde", async (page) => {
  await page.locator("#results li").first().waitFor();
  assert.equal((await names(page))[0], "serde");
  assert.equal(await page.getByRole("combobox").inputValue(), "serde");
});

story("the keyboard is enough", "#/p/serde", async (page) => {
  await page.getByRole("heading", { level: 1, name: /serde/ }).waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("json");
  await page.locator("#hit-1").waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  const second = await page.locator("#hit-1 .name").textContent();
  assert.equal(await page.locator("#hit-1").getAttribute("aria-selected"), "true");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: second }).waitFor();
  await page.goBack();
  await page.locator("#results li").first().waitFor();
});

story("a signed package verifies in the page", "#/p/hello-ggen", async (page) => {
  await page.locator(".verdict.good").waitFor();
  assert.match(await page.locator(".verdict").textContent(), /^Verified: signed by the publisher's key/);
  const steps = await page.locator(".steps > li").evaluateAll((all) => all.map((step) => [step.dataset.step, step.className]));
  assert.deepEqual(new Map(steps).get("signature"), "passed");
  assert.deepEqual(new Map(steps).get("tree-hash"), "passed");
  assert.equal(steps.length, 13);
});

for (const [file, step, code] of [
  ["archive", "archive-digest", "verify/digest-mismatch"],
  ["signature", "signature", "signature/invalid"],
]) {
  story(`one flipped byte of the ${file} turns a step red`, "#/p/hello-ggen@1.0.0", async (page) => {
    await page.locator(".verdict.good").waitFor();
    await page.locator(".tamper select").selectOption(file);
    await page.getByRole("button", { name: "Flip one byte" }).click();
    await page.locator(".verdict.bad").waitFor();
    const failed = page.locator(".steps > li.failed");
    assert.equal(await failed.count(), 1);
    assert.equal(await failed.getAttribute("data-step"), step);
    assert.equal(await failed.locator(".code").textContent(), code);
    await page.getByRole("button", { name: "Back to the real bytes" }).click();
    await page.locator(".verdict.good").waitFor();
  });
}

story("an imported package says that nobody signed it", "#/p/imagemagick", async (page) => {
  await page.locator(".verdict.good").waitFor();
  assert.match(await page.locator(".verdict").textContent(), /no publisher has signed it/);
  await page.getByText("not kept by this registry").waitFor();
});

story("a name that is not there offers one that is", "#/p/serd", async (page) => {
  await page.getByRole("link", { name: "serde", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: /serde/ }).waitFor();
});

story("what a publisher writes is text, never markup", "#/p/hello-ggen", async (page) => {
  await page.getByText("A greeting <b>template</b>").first().waitFor();
  assert.equal(await page.locator(".lead b").count(), 0);
});

story(
  "the dark scheme is dark",
  "",
  async (page) => {
    await page.getByText("32 packages").waitFor();
    const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    assert.ok(ground.match(/\d+/g).every((part) => Number(part) < 64), ground);
  },
  { colorScheme: "dark" },
);

test("the content policy allows this page's own scripts only", async () => {
  const { page } = await freshPage(chromium);
  await page.goto(chromium.address);
  await page.getByText("32 packages").waitFor();
  const ran = await page.evaluate(async () => {
    const script = document.createElement("script");
    script.textContent = "globalThis.injected = true";
    document.body.append(script);
    return globalThis.injected === true;
  });
  assert.equal(ran, false);
  const fetched = await page.evaluate(() => fetch("https://example.org/").then(() => "fetched", () => "refused"));
  assert.equal(fetched, "refused");
});
