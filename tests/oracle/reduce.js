// SPDX-License-Identifier: MIT
// Makes a case that shows a difference as small as it goes: first by the tree of its template and by
// its data, then letter by letter. Every step keeps the kind of the difference.
'use strict';

const { node, textOf, nodesOf, replaced } = require('./tree');

const AT_ONCE = 400;
// What a node of a kind is at its least.
const LEAST = { value: ['x', '1', '""'], text: ['', 'a'], piece: [''], tag: [] };

const whole = (state) => ({
	template: textOf(state.template),
	data: state.data,
	partials: Object.fromEntries(Object.entries(state.partials).map(([name, tree]) => [name,
		textOf(tree)])),
});
const sizeOf = (state) => JSON.stringify(whole(state)).length;

function* smallerTrees(root) {
	for (const target of nodesOf(root)) {
		if (target.optional && textOf(target) !== '')
			yield replaced(root, target, node(target.kind));
		for (const least of LEAST[target.kind] || [])
			if (textOf(target).length > least.length)
				yield replaced(root, target, node(target.kind, least));
		for (const inner of nodesOf(target))
			if (inner !== target && inner.kind === target.kind && textOf(inner).length < textOf(target).length)
				yield replaced(root, target, inner);
	}
}

function* smallerTexts(text) {
	const letters = Array.from(text);
	for (let size = letters.length; size >= 1; size = Math.floor(size / 2)) {
		const step = Math.max(1, Math.floor(size / 2));
		for (let at = 0; at < letters.length; at += step)
			yield [...letters.slice(0, at), ...letters.slice(at + size)].join('');
	}
}

function* smallerData(value) {
	if (typeof value === 'string')
		yield* smallerTexts(value);
	if (typeof value === 'number') {
		for (const simple of [0, 1, Math.trunc(value), Math.trunc(value / 10), -value,
			Number(value.toPrecision(3))])
			if (Number.isFinite(simple) && JSON.stringify(simple).length < JSON.stringify(value).length)
				yield simple;
	}
	if (value === null || typeof value !== 'object')
		return;
	for (const simple of [1, '', null])
		yield simple;
	for (const inner of Object.values(value))
		yield inner;
	for (const key of Object.keys(value)) {
		if (Array.isArray(value))
			yield value.filter((_, at) => at !== Number(key));
		else
			yield Object.fromEntries(Object.entries(value).filter(([name]) =>
				name !== key));
		for (const inner of smallerData(value[key]))
			yield Array.isArray(value) ? value.map((item, at) => (at === Number(key)
				? inner : item))
				: { ...value, [key]: inner };
	}
}

function* without(state, name) {
	const partials = { ...state.partials };
	delete partials[name];
	yield { ...state, partials };
}

function* byTree(state) {
	for (const template of smallerTrees(state.template))
		yield { ...state, template };
	for (const [name, tree] of Object.entries(state.partials)) {
		yield* without(state, name);
		// What a partial shows by itself needs no tag that brings it.
		yield { ...state, template: tree };
		for (const smaller of smallerTrees(tree))
			yield { ...state, partials: { ...state.partials, [name]: smaller } };
	}
}

function* byData(state) {
	for (const data of smallerData(state.data))
		if (data !== null && typeof data === 'object' && !Array.isArray(data))
			yield { ...state, data };
}

function* byLetter(state) {
	for (const text of smallerTexts(textOf(state.template)))
		yield { ...state, template: node('piece', text) };
	for (const [name, tree] of Object.entries(state.partials))
		for (const text of smallerTexts(textOf(tree)))
			yield { ...state, partials: { ...state.partials, [name]: node('piece',
				text) } };
}

// The first of the steps, smallest first, that still shows it; undefined: none does.
function step(state, ways, shows) {
	const size = sizeOf(state);
	const tries = [];
	for (const smaller of ways(state)) {
		const trySize = sizeOf(smaller);
		if (trySize < size)
			tries.push([trySize, smaller]);
	}
	tries.sort((a, b) => a[0] - b[0]);
	for (let at = 0; at < tries.length; at += AT_ONCE) {
		const some = tries.slice(at, at + AT_ONCE).map(([, smaller]) => smaller);
		const found = shows(some.map(whole)).indexOf(true);
		if (found >= 0)
			return some[found];
	}
	return undefined;
}

// `shows`: from cases to booleans, whether each still shows the difference.
function reduce(state, shows) {
	let smallest = state;
	for (const ways of [byTree, byData, byTree, byLetter, byData, byLetter]) {
		for (let next = smallest; next; next = step(smallest, ways, shows))
			smallest = next;
	}
	return whole(smallest);
}

module.exports = { reduce, whole };
