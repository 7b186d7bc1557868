import { render } from "preact";

import { App } from "./app";
import { start } from "./state";
import "./style.css";

const element = document.getElementById("app");
if (element !== null) {
  element.replaceChildren();
  render(<App />, element);
  void start();
}
