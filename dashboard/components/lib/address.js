// What a reader sees is in the address: year, question, loket, order, search. A link shows
// its reader the same, and Back undoes a choice.
import { writable } from 'svelte/store';

// A store of the address's parameters; `choose(name, value)` sets one, an empty value
// removes it. `isStep: false` (each letter of a search) makes no step for Back.
export function addressStore() {
	const { subscribe, set } = writable({});
	const read = () => set(Object.fromEntries(new URLSearchParams(location.search)));

	function choose(name, value, { isStep = true } = {}) {
		const address = new URL(location.href);
		if (value) address.searchParams.set(name, value);
		else address.searchParams.delete(name);
		// with the state of the page's router, which leaves such a step alone
		history[isStep ? 'pushState' : 'replaceState'](history.state, '', address);
		read();
	}

	return { subscribe, read, choose };
}

// An action: links within the site take the address's parameters along. They get them
// just before they are used, so that copying a link or opening it in a new tab does too.
export function carryAddress(node) {
	function carry(event) {
		const link = event.target.closest?.('a[href]');
		if (!link || link.origin !== location.origin || link.hasAttribute('download')) return;
		const isHere = link.pathname === location.pathname && link.hash;
		if (!isHere && link.search !== location.search) link.search = location.search;
	}
	const moments = ['pointerover', 'focusin', 'click'];
	for (const moment of moments) node.addEventListener(moment, carry, true);
	return {
		destroy: () => moments.forEach((moment) => node.removeEventListener(moment, carry, true))
	};
}
