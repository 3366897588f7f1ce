// Numbers and words as Dutch readers expect them. Rounding is half up, at the last
// moment, as in the report.

export const HIDDEN = '–';

function roundHalfUp(value, decimals) {
	const scale = 10 ** decimals;
	// The nudge keeps 7,85, which a double holds as 7.8499…, a 7,9.
	return (Math.sign(value) * Math.floor(Math.abs(value) * scale + 0.5 + 1e-9)) / scale;
}

export function number(value, decimals = 0) {
	if (value === null || value === undefined || Number.isNaN(value)) return HIDDEN;
	// `+ 0` turns -0 into 0.
	return (roundHalfUp(value, decimals) + 0).toLocaleString('nl-NL', {
		minimumFractionDigits: decimals,
		maximumFractionDigits: decimals
	});
}

export const mark = (value) => number(value, 1);

export const count = (value) => number(value, 0);

export function percent(share, decimals = 0) {
	const text = number(share === null || share === undefined ? null : share * 100, decimals);
	return text === HIDDEN ? HIDDEN : `${text}%`;
}

export function signed(value, decimals = 1) {
	const text = number(Math.abs(value), decimals);
	if (text === number(0, decimals)) return text;
	return `${value > 0 ? '+' : '−'}${text}`;
}

export function duration(seconds) {
	if (seconds === null || seconds === undefined) return HIDDEN;
	const whole = roundHalfUp(seconds, 0);
	return `${Math.floor(whole / 60)} min ${Math.floor(whole % 60)} s`;
}

const MONTHS = 'jan feb mrt apr mei jun jul aug sep okt nov dec'.split(' ');

// '2023-05' -> 'mei 2023' and, for a chart's labels, 'mei'
export function month(wave, withYear = true) {
	const name = MONTHS[Number(wave.slice(5, 7)) - 1];
	return withYear ? `${name} ${wave.slice(0, 4)}` : name;
}

// '2023-10' -> 'oktober', for sentences
export const monthName = (wave) =>
	new Date(`${wave}-15T12:00:00`).toLocaleDateString('nl-NL', { month: 'long' });

// '2026-11-23' -> '23 november 2026'
export function day(date) {
	return new Date(`${date.slice(0, 10)}T12:00:00`).toLocaleDateString('nl-NL', {
		day: 'numeric',
		month: 'long',
		year: 'numeric'
	});
}

// For a label in the middle of a sentence; 'UWV' and 'ZZP’er' stay as they are.
export function inSentence(label) {
	return /^.[A-Z]/.test(label) ? label : label.charAt(0).toLowerCase() + label.slice(1);
}

export function list(words) {
	if (words.length < 2) return words.join('');
	return `${words.slice(0, -1).join(', ')} en ${words[words.length - 1]}`;
}

// '2,159 of whom' -> 'n=2.159'
export const base = (n) => `n=${count(n)}`;

// The words that go with a row of a sig_ table: difference, direction and reason.
export function changeWords(change) {
	if (!change) return 'eerste meting';
	const previous = change.previous_year;
	if (change.reason === 'not_comparable_new_question') return 'nieuwe vraag';
	if (change.reason === 'not_comparable_new_option') return 'nieuw antwoord';
	if (change.reason?.startsWith('not_comparable')) return 'niet vergelijkbaar met eerdere jaren';
	if (change.direction === 'up') return `hoger dan in ${previous}`;
	if (change.direction === 'down') return `lager dan in ${previous}`;
	if (change.p_value === null || change.p_value === undefined) return 'te weinig antwoorden om te vergelijken';
	return `vergelijkbaar met ${previous}`;
}

export const isComparable = (change) => !!change && !change.reason?.startsWith('not_comparable');

// A remark beside a figure whose test stands on few answers, or was not done for it.
export const fewAnswers = (test) =>
	({ indicative: 'indicatief', base_too_small: 'te klein om te toetsen' })[test?.reason] ?? '';

// Why a figure is not shown, in few words and in full.
export const tooFew = (smallest) => `minder dan ${count(smallest)} antwoorden`;

export const whyHidden = (smallest) =>
	`${HIDDEN} betekent: ${tooFew(smallest)}, of verborgen zodat zo’n klein aantal niet is af te leiden.`;

export const INDICATIVE = 'Indicatief: op weinig antwoorden; zie de verantwoording.';
