// Changes a few lines of installed packages, after every `npm ci` (package.json,
// "postinstall"): those of the starter, for reading the tables, and of our own pages.
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { apply, changes } from '../starter/patches/parquet.mjs';

const modules = join(dirname(fileURLToPath(import.meta.url)), '..', 'node_modules');

const ofPages = [
	{
		// Evidence puts its own <title> ("Evidence") and heading on each page;
		// components/PageHeader.svelte writes ours.
		file: '@evidence-dev/preprocess/dist/index.mjs',
		edits: [['code: handleOgContent + content', 'code: content']]
	},
	{
		// The page's language; and no splash with Evidence's logo.
		file: '@evidence-dev/evidence/template/src/app.html',
		edits: [
			['<html lang="en">', '<html lang="nl">'],
			[/<!-- SplashScreen -->[\s\S]*?<\/svg>\s*<\/div>/, ''],
			[/<style>[\s\S]*<\/style>/, '']
		]
	}
];

// Evidence's own pages for developers (in English) don't belong on a public site.
for (const page of ['explore', 'settings', 'api/settings.json'])
	rmSync(join(modules, '@evidence-dev/evidence/template/src/pages', page), { recursive: true, force: true });

apply(modules, [...changes, ...ofPages]);
