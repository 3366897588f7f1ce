// A figure to take along: its numbers as a file that a Dutch Excel opens by double click,
// and the figure itself as a picture.
import { HIDDEN } from './numbers.js';

// Excel takes it for UTF-8 by the mark in front, for Dutch by semicolons and commas.
const MARK = '\uFEFF';
const PICTURE_WIDTH = 760;

// Numbers lose the dots between thousands, hidden ones are empty, and no text is taken
// for a formula.
function cell(value) {
	let text = String(value ?? '');
	if (text === HIDDEN) text = '';
	if (/^-?\d{1,3}(\.\d{3})+(,\d+)?$/.test(text)) text = text.replaceAll('.', '');
	else if (/^[=+@\t\r]/.test(text) || /^-\D/.test(text)) text = `'${text}`;
	return /[";\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

// columns and rows as a table has them; `about` are lines that stand below it.
export function csvOf(columns, rows, about) {
	const lines = [
		columns.map((column) => column.label),
		...rows.map((row) => columns.map((column) => column.value(row))),
		[],
		...about.map((line) => [line])
	];
	return MARK + lines.map((line) => line.map(cell).join(';')).join('\r\n') + '\r\n';
}

function save(address, name) {
	const link = document.createElement('a');
	link.href = address;
	link.download = name;
	link.click();
}

export function saveText(text, name) {
	const address = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
	save(address, name);
	URL.revokeObjectURL(address);
}

// A picture of a figure with its title, base and source, of one width whatever the screen.
export async function savePicture(figure, name) {
	const { toPng } = await import('html-to-image');
	const holder = document.createElement('div');
	holder.setAttribute('aria-hidden', 'true');
	holder.style.cssText = `position:fixed;left:-10000px;top:0;width:${PICTURE_WIDTH}px`;
	const copy = figure.cloneNode(true);
	copy.querySelectorAll('.screen-only, details, .sr-only').forEach((part) => part.remove());
	copy.querySelectorAll('.print-only').forEach((part) => part.classList.remove('print-only'));
	holder.append(copy);
	document.body.append(holder);
	try {
		save(await toPng(copy, { pixelRatio: 2, backgroundColor: '#ffffff' }), name);
	} finally {
		holder.remove();
	}
}
