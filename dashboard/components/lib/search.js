// Finding lokets by what readers call them: the name, another name, a municipality; in
// other spellings and with a slip of the pen.
import Fuse from 'fuse.js';

// 'Zuid-Oost Brabant' and 'zuidoost brabant' are one; so are Fryslân and fryslan.
const plain = (text) =>
	text
		.normalize('NFD')
		.replace(/\p{M}/gu, '')
		.toLowerCase()
		.replace(/[^a-z0-9]/g, '');

// How much may differ before a name is another one, of 0 to 1, and from which length on.
const SLIP = 0.3;
const SHORTEST_SLIP = 4;

// names: { loket, name }. Gives a function: what was typed -> a Map of the lokets found
// and the name by which each was found.
export function finder(names) {
	const entries = names.map((entry) => ({ ...entry, plain: plain(entry.name) }));
	const fuse = new Fuse(entries, { keys: ['plain'], threshold: SLIP, ignoreLocation: true });
	return (typed) => {
		const wanted = plain(typed);
		let found = entries.filter((entry) => entry.plain.includes(wanted));
		if (!found.length && wanted.length >= SHORTEST_SLIP)
			found = fuse.search(wanted).map((hit) => hit.item);
		const lokets = new Map();
		for (const { loket, name } of found) if (!lokets.has(loket)) lokets.set(loket, name);
		return lokets;
	};
}
