// The texts of a page, as the warehouse told them: looked up by their place.
import { rows } from './data.js';

// A function (place, kind, ids, year) -> the rows there, in their order. `ids` says what
// they stand beside: { option: 'yes' }.
export function teller(story, chosenYear) {
	const places = new Map();
	for (const row of rows(story)) {
		const key = [row.year, row.place, row.kind].join('|');
		if (!places.has(key)) places.set(key, []);
		places.get(key).push(row);
	}
	for (const told of places.values()) told.sort((a, b) => a.position - b.position);
	return (place, kind, ids = {}, year = chosenYear) =>
		(places.get([year, place, kind].join('|')) ?? []).filter((row) =>
			Object.entries(ids).every(([key, value]) => row[key] === value)
		);
}

// What stands beside one row of a figure, as the charts and tables show it.
export function beside(told, place, ids, year) {
	const row = told(place, 'difference', ids, year)[0];
	return { arrow: row?.arrow ?? '', words: row?.text ?? '', tag: row?.headline ?? '' };
}

export const textAt = (told, place, kind) => told(place, kind)[0]?.text ?? '';
