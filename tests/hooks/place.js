// SPDX-License-Identifier: MIT
// The real programs in a folder of their own: the code they generate, a sandbox that listens.
'use strict';

const { execFileSync, spawn } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');

const root = process.env.OTPDECK_ROOT || process.cwd();
const deck = process.env.OTPDECK_BIN || path.join(root, 'otpdeck');
const sandboxProgram = process.env.OTPDECK_SANDBOX_BIN || path.join(root, 'otpdeck-sandbox');

function create() {
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'otpdeck-hooks-'));
	const env = { HOME: folder, PATH: process.env.PATH, TERM: 'dumb', LANG: 'C.UTF-8' };
	const children = [];

	function run(...words) {
		return execFileSync(deck, words, { env: env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
	}

	// The sandbox's own profile reaches this machine only.
	run('profile', 'add', 'staging', '--environment', 'staging');
	run('profile', 'use', 'staging');

	// The code of a generation for settings such as {base_url: ...}.
	function generate(generation, settings) {
		for (const [key, value] of Object.entries(settings))
			run('profile', 'set', key, value);
		return run('hook', 'show', '--as', generation);
	}

	// Ends with its address once it listens.
	function startSandbox(journal) {
		const words = ['--journal', journal, '--speed', '1000'];
		const child = spawn(sandboxProgram, words, { env: env, stdio: ['pipe', 'pipe', 'inherit'] });
		children.push(child);
		return new Promise((resolve, reject) => {
			child.once('exit', () => reject(new Error('the sandbox ended')));
			child.stdout.once('data', (line) => resolve(String(line).trim().split(' ')[1]));
		});
	}

	function destroy() {
		for (const child of children) {
			child.removeAllListeners('exit');
			child.kill();
		}
		fs.rmSync(folder, { recursive: true, force: true });
	}

	return { folder, run, generate, startSandbox, destroy };
}

module.exports = { create, root };
