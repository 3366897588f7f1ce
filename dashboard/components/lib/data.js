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

export const isHidden = (row) => row.is_suppressed === true;

// Most chosen first; what the story puts last, such as 'something else', stands last.
export const mostChosen = (shares) =>
	[...shares].sort((a, b) => a.isLast - b.isLast || (b.share ?? -1) - (a.share ?? -1));

// Ends of an axis for marks: half marks around the values, and the ticks between.
export function markAxis(values, room = 0.2) {
	const known = values.filter((value) => value !== null && value !== undefined);
	if (!known.length) return { low: 1, high: 10, ticks: [1, 5.5, 10] };
	// 0 stands on the axis only where somebody could give it
	const low = Math.max(Math.min(1, Math.floor(Math.min(...known))), Math.floor((Math.min(...known) - room) * 2) / 2);
	const high = Math.min(10, Math.ceil((Math.max(...known) + room) * 2) / 2);
	const step = high - low > 3 ? 1 : 0.5;
	const ticks = [];
	for (let tick = Math.ceil(low / step) * step; tick <= high + 1e-9; tick += step) ticks.push(tick);
	return { low, high, ticks };
}

export const position = (value, { low, high }) => ((value - low) / (high - low)) * 100;

// The columns of the bands, and the names of their colours; the story has their labels.
const BANDS = ['good', 'sufficient', 'insufficient', 'not_applicable'];

// What a band is called on the scale of a question; without one, on the main question's.
export const bandsOf = (told, scale = '') =>
	BANDS.map((band) => ({
		key: `share_${band}`,
		name: band.replace('_', '-'),
		label: (told(`bands/${scale}/${band}`, 'label')[0] ?? told(`bands/${band}`, 'label')[0])?.text ?? ''
	}));
