(() => {
	// What a person perceives of a page: names, places, sizes. An expression
	// whose value is an object of functions; it leaves nothing behind.
	const squeeze = text => (text || "").replace(/\s+/g, " ").trim();

	const visible = element => {
		if (!element.checkVisibility({visibilityProperty: true})) return false;
		const box = element.getBoundingClientRect();
		return box.width > 0 && box.height > 0;
	};

	const byIds = ids => ids.split(/\s+/).map(id => document.getElementById(id)).filter(Boolean)
		.map(element => squeeze(element.innerText)).join(" ");

	// The name of an element, in the order the accessibility rules look for it.
	const name = element => {
		if (element.getAttribute("aria-labelledby")) return byIds(element.getAttribute("aria-labelledby"));
		if (element.getAttribute("aria-label")) return squeeze(element.getAttribute("aria-label"));
		if (element.labels && element.labels.length) return [...element.labels].map(label => squeeze(label.innerText)).join(" ");
		if (element.tagName === "INPUT" && /^(submit|button|reset)$/.test(element.type)) return squeeze(element.value);
		return squeeze(element.innerText) || squeeze(element.getAttribute("alt")) || squeeze(element.title);
	};

	// One element whose name is text, or else begins with it; what stands in
	// main goes before the frame. Answers a sentence when there is not one.
	const pick = (candidates, text) => {
		const wanted = squeeze(text);
		let found = candidates.filter(element => name(element) === wanted);
		if (!found.length) found = candidates.filter(element => name(element).startsWith(wanted));
		const inMain = found.filter(element => element.closest("main"));
		if (inMain.length) found = inMain;
		if (found.length === 1) return found[0];
		const names = (found.length ? found : candidates).map(element => name(element)).filter(Boolean);
		return `${found.length} elements are called “${wanted}”; there are: ${names.slice(0, 40).join(" | ")}`;
	};

	const clickable = () => [...document.querySelectorAll(
		"a[href], button, input[type=submit], input[type=button], input[type=reset], input[type=radio], " +
		"input[type=checkbox], summary, [role=button], [role=link], [role=option], [role=tab], [role=menuitem]")];

	const fields = () => [...document.querySelectorAll("input:not([type=hidden]), select, textarea")]
		.filter(element => !/^(submit|button|reset|image)$/.test(element.type || ""));

	// What the pointer must hit: the element, or the label of a control that
	// is drawn by its label.
	const target = element => {
		if (visible(element)) return element;
		return [...(element.labels || [])].find(visible);
	};

	const place = element => {
		const hit = typeof element === "string" ? null : target(element);
		if (typeof element === "string") return {problem: element};
		if (!hit) return {problem: `“${name(element)}” cannot be seen`};
		hit.scrollIntoView({block: "center", inline: "center", behavior: "instant"});
		const box = hit.getClientRects()[0];
		const x = box.left + box.width / 2, y = box.top + box.height / 2;
		const top = document.elementFromPoint(x, y);
		const reached = top && (hit.contains(top) || top.contains(hit) || [...(element.labels || [])].some(label => label.contains(top)));
		if (!reached) return {problem: `“${name(element)}” is covered by ${top ? top.outerHTML.slice(0, 120) : "nothing"}`};
		return {x, y};
	};

	const describe = element => ({
		tag: element.tagName.toLowerCase(), id: element.id, name: element === document.body ? "" : name(element),
	});

	// A date or time field draws the mark on its own inner parts.
	const ring = element => {
		if (/^(date|time|month|week|datetime-local)$/.test(element.type || "")) return true;
		const style = getComputedStyle(element);
		return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none";
	};

	return {
		text: () => document.body.innerText,
		html: () => document.documentElement.outerHTML,
		title: () => document.title,
		address: () => location.href,

		clickAt: text => place(pick(clickable().filter(element => target(element)), text)),
		clickSelector: selector => {
			const found = document.querySelectorAll(selector);
			return place(found.length === 1 ? found[0] : `${found.length} elements match ${selector}`);
		},

		// Puts the cursor into a field and selects what it holds. A choice and
		// a date are set outright: how one types them differs between systems.
		fill: (label, value) => {
			const field = pick(fields().filter(element => target(element)), label);
			if (typeof field === "string") return {problem: field};
			if (field.disabled || field.readOnly) return {problem: `“${name(field)}” cannot be changed`};
			const set = () => {
				field.dispatchEvent(new Event("input", {bubbles: true}));
				field.dispatchEvent(new Event("change", {bubbles: true}));
				return {done: true};
			};
			if (field.tagName === "SELECT") {
				const option = [...field.options].find(one => squeeze(one.text) === squeeze(value));
				if (!option) return {problem: `“${label}” has no choice “${value}”`};
				field.value = option.value;
				return set();
			}
			if (/^(date|time|month|week|datetime-local|color|range)$/.test(field.type)) {
				field.value = value;
				return field.value === value ? set() : {problem: `“${label}” does not take “${value}”`};
			}
			if (/^(radio|checkbox|file)$/.test(field.type)) return {problem: `“${label}” is not for typing`};
			field.scrollIntoView({block: "center", behavior: "instant"});
			field.focus();
			field.select();
			return {};
		},

		value: label => {
			const field = pick(fields(), label);
			if (typeof field === "string") return {problem: field};
			if (field.tagName === "SELECT") return {value: squeeze(field.selectedOptions[0]?.text)};
			if (/^(radio|checkbox)$/.test(field.type)) return {value: field.checked ? "checked" : ""};
			return {value: field.value};
		},

		fileSelector: label => {
			const field = pick(fields().filter(element => element.type === "file"), label);
			if (typeof field === "string") return {problem: field};
			return field.id ? {value: "#" + CSS.escape(field.id)} : {problem: `the file field “${label}” has no id`};
		},

		focus: () => {
			const element = document.activeElement || document.body;
			const box = element.getBoundingClientRect();
			const top = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 20));
			return {...describe(element), ring: ring(element) || [...(element.labels || [])].some(ring),
				hidden: element !== document.body && !(top && (element.contains(top) || top.contains(element) ||
					[...(element.labels || [])].some(label => label.contains(top))))};
		},

		overflow: () => {
			const width = document.documentElement.clientWidth;
			if (document.documentElement.scrollWidth <= width) return [];
			const wide = [...document.querySelectorAll("body *")].filter(visible)
				.filter(element => element.getBoundingClientRect().right > width + 1);
			const outermost = wide.filter(element => ![...element.children].some(child => wide.includes(child)));
			return [`the page is ${document.documentElement.scrollWidth} px wide in a window of ${width} px`]
				.concat(outermost.slice(0, 10).map(element => element.outerHTML.slice(0, 160)));
		},

		// What one presses that is hard to hit. A control counts with its label
		// and must be so tall; anything must be 24 wide. A link in running text
		// is exempt, a link on a line of its own must have room around it: the
		// circle of 24 on its middle touches nothing else to press (WCAG 2.5.8).
		smallTargets: least => {
			// A mark that a style sheet lays over its surroundings takes the
			// pointer there too.
			const reach = element => {
				const laid = getComputedStyle(element, "::after");
				const over = laid.content !== "none" && laid.position === "absolute" && laid.inset === "0px" &&
					getComputedStyle(element).position === "static" && element.offsetParent;
				return (over || element).getBoundingClientRect();
			};
			const around = element => {
				const boxes = [element, ...(element.labels || [])].filter(visible).map(reach);
				const left = Math.min(...boxes.map(box => box.left)), top = Math.min(...boxes.map(box => box.top));
				const width = Math.max(...boxes.map(box => box.right)) - left, height = Math.max(...boxes.map(box => box.bottom)) - top;
				return {left, top, width, height, x: left + width / 2, y: top + height / 2};
			};
			const inline = element => element.tagName === "A" && getComputedStyle(element).display === "inline";
			const inSentence = element => inline(element) && squeeze(element.parentElement.innerText) !== squeeze(element.innerText);
			// A skip link waits outside the page until it has the focus.
			// What is clipped to a point is for screen readers and not for pressing.
			const clipped = element => element && (getComputedStyle(element).overflow !== "visible" &&
				element.clientWidth <= 1 && element.clientHeight <= 1 || clipped(element.parentElement));
			const offPage = box => box.left + box.width + scrollX <= 0 || box.top + box.height + scrollY <= 0;
			const all = [...new Set([...clickable(), ...fields()])].filter(element => target(element) && !clipped(element))
				.map(element => ({element, box: around(element)})).filter(({box}) => !offPage(box));
			const crowded = ({element, box}) => all.some(other => other.element !== element &&
				Math.hypot(Math.max(other.box.left - box.x, 0, box.x - other.box.left - other.box.width),
					Math.max(other.box.top - box.y, 0, box.y - other.box.top - other.box.height)) < 12);
			const small = one => inline(one.element) ? (one.box.width < 24 || one.box.height < 24) && crowded(one)
				: one.box.width < 23.5 || one.box.height < least - 0.5;
			return all.filter(one => !inSentence(one.element) && small(one)).map(({element, box}) =>
				`“${name(element)}” is ${Math.round(box.width)} × ${Math.round(box.height)} px: ${element.outerHTML.slice(0, 120)}`);
		},
	};
})()
