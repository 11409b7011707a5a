// What script adds to pages that work without it. Everything is found by
// data- attributes; a page without them is left alone.
(() => {
  "use strict";

  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  // The summary of problems takes focus where autofocus did not (after a swap).
  const focusSummary = (within) => {
    const summary = within.querySelector("[data-focus]");
    if (summary) summary.focus();
  };

  const showScriptOnly = (within) => all("[data-script-only]", within).forEach((e) => { e.hidden = false; });

  // Copy: data-copy names the element whose text is copied.
  const copy = async (button) => {
    const source = document.getElementById(button.dataset.copy);
    const status = button.parentElement.querySelector("[data-copy-status]");
    if (!source) return;
    try {
      await navigator.clipboard.writeText(source.textContent.trim());
      if (status) status.textContent = button.dataset.copied;
    } catch {
      getSelection().selectAllChildren(source); // the reader copies by hand
    }
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy], [data-print]");
    if (!button) return;
    if (button.hasAttribute("data-print")) window.print();
    else copy(button);
  });

  // Steps: on a narrow screen the groups of a form are shown one at a time.
  // Every group stays in the form, so what is sent is the same.
  const narrow = matchMedia("(max-width: 47.99rem)");

  const makeSteps = (form) => {
    const groups = all("[data-step]", form);
    const actions = form.querySelector(":scope > .actions");
    if (groups.length < 2) return;
    const heading = document.createElement("p");
    heading.className = "step-heading";
    heading.tabIndex = -1;
    const buttons = document.createElement("div");
    buttons.className = "step-buttons";
    const button = (words, kind, move) => {
      const b = document.createElement("button");
      b.type = "button";
      b.className = "button " + kind;
      b.textContent = words;
      b.addEventListener("click", () => { show(at + move); heading.focus(); });
      buttons.append(b);
      return b;
    };
    const next = button(form.dataset.stepsNext, "primary", 1);
    const back = button(form.dataset.stepsBack, "secondary", -1);
    groups[0].before(heading);
    groups.at(-1).after(buttons);

    const faulty = groups.findIndex((g) => g.querySelector(".with-problem"));
    let at = Math.max(0, faulty);

    const show = (step) => {
      at = step;
      const stepping = narrow.matches;
      const last = at === groups.length - 1;
      groups.forEach((g, i) => { g.hidden = stepping && i !== at; });
      form.classList.toggle("stepping", stepping);
      heading.hidden = buttons.hidden = !stepping;
      heading.textContent = form.dataset.stepsText
        .replace("{1}", at + 1).replace("{2}", groups.length).replace("{3}", groups[at].dataset.step);
      next.hidden = last;
      back.hidden = at === 0;
      if (actions) actions.hidden = stepping && !last;
    };
    // A link to a field (from the summary of problems) opens its step.
    const openTarget = (id) => {
      const target = id && document.getElementById(id);
      const step = target ? groups.findIndex((g) => g.contains(target)) : -1;
      if (step >= 0 && step !== at) show(step);
      if (step >= 0) target.focus();
    };
    document.addEventListener("click", (event) => {
      const link = event.target.closest('a[href^="#f-"]');
      if (!link) return;
      event.preventDefault();
      openTarget(decodeURIComponent(link.hash.slice(1)));
    });
    // Enter in a field goes to the next step instead of sending half a form.
    form.addEventListener("keydown", (event) => {
      const plainField = event.target.matches('input:not([type="submit"]):not([type="file"])');
      if (event.key !== "Enter" || !plainField || !narrow.matches || at === groups.length - 1) return;
      if (event.target.closest("[data-lookup]")) return;
      event.preventDefault();
      next.click();
    });
    narrow.addEventListener("change", () => show(at));
    show(at);
  };

  // Lookup: a reference field finds while one types, from data-lookup, and puts
  // the answer where the server would. The button stays as it was.
  const makeLookup = (box) => {
    const query = box.querySelector(".reference-line input");
    const target = document.getElementById(box.dataset.lookupTarget);
    let timer, latest = 0;
    const find = async () => {
      const mine = ++latest;
      const address = new URL(box.dataset.lookup, location.href);
      address.searchParams.set("q", query.value);
      address.searchParams.set("name", box.dataset.lookupName);
      try {
        const answer = await fetch(address, { credentials: "same-origin", headers: { "X-Requested-With": "fetch" } });
        if (!answer.ok || mine !== latest) return;
        const chosen = target.querySelector("input:checked")?.closest(".option");
        const found = new DOMParser().parseFromString(await answer.text(), "text/html");
        target.replaceChildren(...found.body.childNodes);
        keep(chosen);
      } catch { /* without a network the Sök button still stands there */ }
    };
    // What was chosen stays chosen although it is not among the new matches.
    const keep = (option) => {
      const value = option?.querySelector("input")?.value;
      if (!value) return;
      const again = all("input[type=radio]", target).find((radio) => radio.value === value);
      if (again) again.checked = true;
      else target.append(option);
    };
    query.addEventListener("input", () => {
      clearTimeout(timer);
      if (query.value.trim().length >= 2) timer = setTimeout(find, 250);
    });
    query.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      clearTimeout(timer);
      find();
    });
  };

  // Session: say so two minutes before it ends, and offer to stay.
  const watchSession = (box) => {
    const warnBefore = 2 * 60 * 1000;
    let timer;
    const wait = (left) => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        box.hidden = false;
        box.querySelector("[data-session-message]").textContent = box.dataset.sessionText;
      }, Math.max(0, left - warnBefore));
    };
    box.querySelector("[data-session-button]").addEventListener("click", async () => {
      const answer = await fetch(box.dataset.sessionExtend, { method: "POST", credentials: "same-origin" });
      if (!answer.ok) return;
      box.hidden = true;
      wait(Number(box.dataset.sessionLength));
    });
    wait(Number(box.dataset.sessionEnds));
  };

  // Each element is dressed once, also when what is round it is swapped.
  const dressed = new WeakSet();
  const once = (dressing) => (element) => {
    if (dressed.has(element)) return;
    dressed.add(element);
    dressing(element);
  };

  const dress = (within) => {
    showScriptOnly(within);
    all("form[data-steps]", within).forEach(once(makeSteps));
    all("[data-lookup]", within).forEach(once(makeLookup));
    focusSummary(within);
  };

  all("[data-session-ends]").forEach(watchSession);
  dress(document);
  document.addEventListener("htmx:after:swap", (event) => dress(event.target instanceof Element ? event.target : document));
})();
