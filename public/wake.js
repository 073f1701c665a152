// Wakes the islands once the page has been painted and the browser is idle. Document order matters: an island inside another
// island's children finds its owner through the leptos-children element that the outer one has already marked.
// Its own address names the build: ?v=<this file>.<soko.js>.<soko.wasm>
const [, js, wasm] = new URL(import.meta.url).searchParams.get("v").split(".");

const wake = async () => {
	const module_or_path = fetch(`/pkg/soko.wasm?v=${wasm}`);
	const islands = await import(`/pkg/soko.js?v=${js}`);
	await islands.default({ module_or_path });
	islands.hydrate();
	const outer = [];
	const walk = async (node) => {
		const name = node.localName;
		if (name === "leptos-island") {
			outer.at(-1)?.();
			await islands[node.dataset.component]?.(node);
		}
		if (name === "leptos-children") outer.push(node.$$on_hydrate);
		for (const child of node.children) await walk(child);
		if (name === "leptos-children") outer.pop();
	};
	await walk(document.body);
};

(window.requestIdleCallback || setTimeout)(wake);
