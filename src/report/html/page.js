"use strict";
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const form = document.querySelector("form.filter");
  const rows = all("tr[data-rule]");
  const details = new Map(all("details.rule").map((rule) => [rule.dataset.rule, rule]));
  const groups = all("section.group");

  // What is searched: a rule's line and what stands under it, without its calls.
  const texts = new Map();
  function textOf(row) {
    if (!texts.has(row)) {
      const rule = details.get(row.dataset.rule);
      const parts = [row.textContent];
      if (rule) {
        parts.push(...all("blockquote, .name, .why, .note, .versus", rule).map((part) => part.textContent));
      }
      texts.set(row, parts.join(" ").toLowerCase());
    }
    return texts.get(row);
  }

  function filter() {
    const words = form.elements.search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const level = form.elements.level.value;
    const states = new Set(all("[name=state]:checked", form).map((box) => box.value));
    let count = 0;
    for (const row of rows) {
      const fits = (!level || row.dataset.level === level) && states.has(row.dataset.state) &&
        words.every((word) => textOf(row).includes(word));
      count += fits;
      row.hidden = !fits;
      const rule = details.get(row.dataset.rule);
      if (rule) rule.hidden = !fits;
    }
    for (const group of groups) group.hidden = !group.querySelector("details.rule:not([hidden])");
    form.querySelector("output").value = `${count} of ${rows.length} rules are shown`;
  }

  if (form) {
    form.hidden = false;
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", filter);
    // The values are the old ones until after the event.
    form.addEventListener("reset", () => setTimeout(filter));
    form.addEventListener("click", ({ target }) => {
      if (target.name === "unfold") {
        for (const rule of details.values()) rule.open = rule.open || !rule.hidden;
      } else if (target.name === "fold") {
        for (const rule of details.values()) rule.open = false;
      } else if (target.name === "differences") {
        for (const box of all("[name=state]", form)) box.checked = box.value !== "same";
        filter();
      }
    });
    filter();
  }

  // A link to a rule leads into its folded part; not every browser unfolds it, and the filter may hide it.
  function unfold() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const rule = target && target.closest("details.rule");
    if (!rule) return;
    if (rule.hidden) {
      form.reset();
      filter();
    }
    rule.open = true;
    rule.scrollIntoView({ block: "start" });
    rule.querySelector("summary").focus({ preventScroll: true });
  }
  addEventListener("hashchange", unfold);
  unfold();

  async function copied(text, code) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // No clipboard here: what is selected can be copied by hand.
      getSelection().selectAllChildren(code);
      return false;
    }
  }
  for (const button of all("button.copy")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const code = button.parentElement.querySelector("code");
      button.textContent = (await copied(code.textContent, code)) ? "Copied" : "Selected";
      setTimeout(() => { button.textContent = "Copy"; }, 2000);
    });
  }
})();
