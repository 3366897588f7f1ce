// From a query's answer to plain rows, and from rows to what a chart shows.

const YEARS = ['year', 'previous_year', 'first_year', 'last_year', 'comparable_since'];

// Evidence hands over a proxy. Tags such as _pct at the end of a column's name are for its
// own components. Years come as '2023' or 2023, depending on the source.
export function rows(query) {
	return Array.from(query ?? [], (row) => {
		const plain = Object.fromEntries(
			Object.entries(row).map(([key, value]) => [key.replace(/_(pct|num)\d?$/, ''), value])
		);
		for (const key of YEARS)
			if (plain[key] !== undefined && plain[key] !== null) plain[key] = String(parseInt(plain[key]));
		return plain;
	});
}

export const ofYear = (query, year) => rows(query).filter((row) => row.year === year);

// A score's row in a sig_ table has no option.
export function testOf(tests, where) {
	return rows(tests).find((test) =>
		Object.entries({ option: null, ...where }).every(
			([key, value]) => (test[key] || null) === (value || null)
		)
	);
}

// The codebook's id of 'something else': last in a chart, and never its main point.
const REST = 'other';

export const mostChosen = (shares, key) =>
	[...shares].sort(
		(a, b) => (a[key] === REST) - (b[key] === REST) || (b.share ?? -1) - (a.share ?? -1)
	);

export const isHidden = (row) => row.is_suppressed === true;

// Ends of an axis for marks: half marks around the values, and the ticks between.
export function markAxis(values, room = 0.2) {
	const known = values.filter((value) => value !== null && value !== undefined);
	if (!known.length) return { low: 1, high: 10, ticks: [1, 5.5, 10] };
	const low = Math.max(1, Math.floor((Math.min(...known) - room) * 2) / 2);
	const high = Math.min(10, Math.ceil((Math.max(...known) + room) * 2) / 2);
	const step = high - low > 3 ? 1 : 0.5;
	const ticks = [];
	for (let tick = Math.ceil(low / step) * step; tick <= high + 1e-9; tick += step) ticks.push(tick);
	return { low, high, ticks };
}

export const position = (value, { low, high }) => ((value - low) / (high - low)) * 100;

export const BANDS = [
	{ key: 'share_good', name: 'good', label: 'Goed (8 of hoger)' },
	{ key: 'share_sufficient', name: 'sufficient', label: 'Voldoende (6 of 7)' },
	{ key: 'share_insufficient', name: 'insufficient', label: 'Onvoldoende (5 of lager)' },
	{ key: 'share_not_applicable', name: 'not-applicable', label: 'N.v.t. of weet ik niet' }
];
