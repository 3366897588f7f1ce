// Numbers and dates as Dutch readers expect them. Rounding is half up, at the last
// moment, as in the report.

export const HIDDEN = '–';

// Decimals of a mark (report policy); PageHeader sets them before anything is shown.
let markDecimals;

export function setMarkDecimals(decimals) {
	markDecimals = decimals;
}

function roundHalfUp(value, decimals) {
	const scale = 10 ** decimals;
	// The nudge keeps 7,85, which a double holds as 7.8499…, a 7,9.
	return (Math.sign(value) * Math.floor(Math.abs(value) * scale + 0.5 + 1e-9)) / scale;
}

function number(value, decimals) {
	if (value === null || value === undefined || Number.isNaN(value)) return HIDDEN;
	// `+ 0` turns -0 into 0.
	return (roundHalfUp(value, decimals) + 0).toLocaleString('nl-NL', {
		minimumFractionDigits: decimals,
		maximumFractionDigits: decimals
	});
}

export const mark = (value) => number(value, markDecimals);

export const count = (value) => number(value, 0);

export function percent(share) {
	const text = number(share === null || share === undefined ? null : share * 100, 0);
	return text === HIDDEN ? HIDDEN : `${text}%`;
}

export const base = (n) => `n=${count(n)}`;

// '2026-11-23' -> '23 november 2026'
export function day(date) {
	return new Date(`${date.slice(0, 10)}T12:00:00`).toLocaleDateString('nl-NL', {
		day: 'numeric',
		month: 'long',
		year: 'numeric'
	});
}

// For below a chart, where there is little room; elsewhere the data say the month in words.
// '2023-05' -> 'mei 2023', and 'mei'
export const month = (wave, withYear = true) =>
	new Date(`${wave}-15T12:00:00`)
		.toLocaleDateString('nl-NL', withYear ? { month: 'short', year: 'numeric' } : { month: 'short' })
		.replace('.', '');
