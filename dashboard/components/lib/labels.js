// Where the names of points stand in a chart: beside their point, over no other point or
// name, and within the chart.

// Of letters of 12 pixels: the mean width, and the height of a line.
const LETTER = 6.6;
const LINE = 14;
// From the middle of a point to its name, and half the height of a point.
const GAP = 8;
const HALF = 6;
// How far a name may stand above or below its point, the nearest first.
const SHIFTS = [0, LINE, -LINE, 2 * LINE, -2 * LINE];

const overlap = (one, other) =>
	one.left < other.right &&
	other.left < one.right &&
	one.top < other.bottom &&
	other.top < one.bottom;

// points: { label, x, y, named }. Gives for each named one { label, x, y, anchor }, y being
// that of its baseline; `left` and `right` are the edges of the chart.
export function namesOf(points, { left, right }) {
	const taken = points.map(({ x, y }) => ({
		left: x - HALF,
		right: x + HALF,
		top: y - HALF,
		bottom: y + HALF
	}));
	return points
		.filter((point) => point.named)
		.map(({ label, x, y }) => {
			const width = label.length * LETTER;
			const places = SHIFTS.flatMap((shift) =>
				[1, -1].map((side) => {
					const start = side > 0 ? x + GAP : x - GAP - width;
					const top = y + shift - LINE / 2;
					return {
						name: { label, x: x + side * GAP, y: y + shift + 4, anchor: side > 0 ? 'start' : 'end' },
						box: { left: start, right: start + width, top, bottom: top + LINE }
					};
				})
			);
			const free = places.find(
				({ box }) =>
					box.left >= left && box.right <= right && !taken.some((other) => overlap(box, other))
			);
			const { name, box } = free ?? places[0];
			taken.push(box);
			return name;
		});
}
