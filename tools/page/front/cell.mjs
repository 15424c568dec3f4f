// One code cell of a page: its buttons, its text while it is edited, and its results.
import { element, Outputs } from "./outputs.mjs";

let editors = 0;

function button(label, pressed, classes = "") {
  const made = element("button", `awsguide-page-button ${classes}`, label);
  made.type = "button";
  made.addEventListener("click", pressed);
  return made;
}

export class Cell {
  /** `place` is the element of the cell; `number` counts from 1; `run` and `edit` are told of presses. */
  constructor(place, number, { run, next }) {
    this.place = place;
    this.number = number;
    this.id = String(number);
    this.code = place.querySelector(".highlight");
    this.stored = this.code.querySelector("code").textContent.replace(/\n$/, "");
    const name = `cell ${number}`;
    this.runButton = button("Run", () => run(this), "awsguide-run-cell");
    this.editButton = button("Edit", () => this.edit(), "awsguide-edit-cell");
    this.backButton = button("Put back", () => this.putBack(), "awsguide-put-back");
    for (const made of [this.runButton, this.editButton, this.backButton]) {
      made.setAttribute("aria-label", `${made.textContent} ${name}`);
    }
    this.backButton.hidden = true;
    this.controls = element("div", "awsguide-cell-controls");
    this.controls.append(this.runButton, this.editButton, this.backButton);
    this.editor = element("textarea", "awsguide-editor");
    this.editor.id = `awsguide-editor-${(editors += 1)}`;
    this.editor.spellcheck = false;
    this.editor.autocapitalize = "off";
    this.editor.setAttribute("aria-label", `Code of ${name}; Shift and Enter together run it`);
    this.editor.hidden = true;
    this.editor.addEventListener("input", () => this.fit());
    this.editor.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.shiftKey || event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      run(this).then(() => event.shiftKey && next(this));
    });
    this.code.after(this.editor, this.controls);
    this.frame = place.querySelector(".jp-Cell-outputWrapper");
    if (!this.frame) {
      this.frame = element("div", "jp-Cell-outputWrapper");
      this.frame.append(element("div", "jp-OutputArea jp-Cell-outputArea"));
      place.append(this.frame);
    }
    this.area = this.frame.querySelector(".jp-OutputArea");
    this.storedResults = [...this.area.childNodes];
    this.mark = element("p", "awsguide-own-result", "Your own result");
    this.mark.hidden = true;
    this.frame.prepend(this.mark);
  }

  get source() {
    return this.editor.hidden ? this.stored : this.editor.value;
  }

  edit() {
    this.editor.value = this.stored;
    this.editor.hidden = false;
    this.code.hidden = true;
    this.editButton.hidden = true;
    this.backButton.hidden = false;
    this.fit();
    this.editor.focus();
  }

  putBack() {
    this.editor.hidden = true;
    this.code.hidden = false;
    this.editButton.hidden = false;
    this.backButton.hidden = true;
    this.editButton.focus();
  }

  // As tall as its lines: a scroll bar in a page that scrolls hides code.
  fit() {
    this.editor.rows = this.editor.value.split("\n").length + 1;
  }

  /** Before it runs: its results go when new ones come, so that nothing jumps. */
  begin(widgets) {
    this.outputs?.empty();
    this.outputs = new Outputs(this.area, widgets);
    this.place.setAttribute("aria-busy", "true");
    this.fresh = true;
    this.runButton.textContent = "Running";
  }

  show(message) {
    this.replace();
    this.outputs?.show(message);
  }

  end() {
    this.replace();
    this.outputs?.draw();
    this.place.removeAttribute("aria-busy");
    this.runButton.textContent = "Run";
  }

  replace() {
    if (!this.fresh) return;
    this.fresh = false;
    this.area.replaceChildren();
    this.mark.hidden = false;
  }

  /** As it was stored, for a worker that knows of no cell yet. */
  restore() {
    this.outputs?.empty();
    this.outputs = undefined;
    this.fresh = false;
    this.area.replaceChildren(...this.storedResults);
    this.mark.hidden = true;
    this.place.removeAttribute("aria-busy");
    this.runButton.textContent = "Run";
  }

  get hasRun() {
    return Boolean(this.outputs);
  }

  get hasPanel() {
    return Boolean(this.outputs?.hasPanel);
  }
}

export { button };
