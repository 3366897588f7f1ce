// Takes the place of Evidence's own +layout.js. The difference: every query is answered
// while the site is built, and a reader's browser gets those answers only. It starts no
// database (35 MB), save in `npm run dev`.
import { browser, building, dev } from '$app/environment';
import { setTrackProxy } from '@evidence-dev/sdk/usql';
import { addBasePath } from '@evidence-dev/sdk/utils/svelte';
import md5 from 'blueimp-md5';

export const ssr = !dev;
export const prerender = true;
export const trailingSlash = 'always';

const withDatabase = dev || !browser;
let client;
let opened;

async function readManifest() {
	if (browser) return (await fetch(addBasePath('/data/manifest.json'))).json();
	const { readFile } = await import('fs/promises');
	return JSON.parse(await readFile('./static/data/manifest.json', 'utf-8'));
}

async function openDatabase() {
	client = await import('@evidence-dev/universal-sql/client-duckdb');
	const { renderedFiles } = await readManifest();
	await client.initDB();
	await client.setParquetURLs(renderedFiles, { addBasePath });
	await client.updateSearchPath(Object.keys(renderedFiles));
}

// The answers are in the file that tools/answers-as-json.mjs wrote. Evidence wants
// <name>_data and _columns of each query. The pages need the rows;
// an empty list of columns keeps Evidence from asking the database for them.
async function readPrerendered(routeHash, paramsHash, fetch) {
	const response = await fetch(addBasePath(`/api/${routeHash}/${paramsHash}/answers.json`));
	const answers = Object.entries(await response.json()).map(([name, { columns, rows }]) => ({
		[`${name}_data`]: rows.map((row) => Object.fromEntries(row.map((value, i) => [columns[i], value]))),
		[`${name}_columns`]: []
	}));
	return Object.assign({}, ...answers);
}

export const load = async ({ fetch, route, params }) => {
	const routeHash = md5(route.id);
	const paramsHash = md5(
		Object.entries(params)
			.sort()
			.map(([key, value]) => `${key}\x1F${value}`)
			.join('\x1E')
	);
	if (withDatabase) await (opened ??= openDatabase());

	function query(sql, { query_name, callback = (rows) => rows } = {}) {
		if (!withDatabase) throw new Error(`${query_name} was not answered while building the site.`);
		if (browser) return client.query(sql).then(callback);
		const cache = {
			route_hash: routeHash,
			additional_hash: paramsHash,
			query_name,
			prerendering: building
		};
		return callback(client.query(sql, cache));
	}

	return {
		__db: { query },
		inputs: setTrackProxy({ label: '', value: '(select null where 0)' }),
		data: withDatabase ? {} : await readPrerendered(routeHash, paramsHash, fetch),
		customFormattingSettings: {},
		evidencemeta: { queries: [] }
	};
};
