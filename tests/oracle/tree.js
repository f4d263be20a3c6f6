// SPDX-License-Identifier: MIT
// The tree of a random template: what the reducer takes apart.
//
// A node is { kind, optional, parts }, a part is a text or a node. An optional node may go, and a
// node may give way to one of its own kind inside it.
'use strict';

const node = (kind, ...parts) => ({ kind, optional: false, parts });
const optional = (kind, ...parts) => ({ kind, optional: true, parts });

function textOf(part) {
	if (typeof part === 'string')
		return part;
	return part.parts.map(textOf).join('');
}

function* nodesOf(root) {
	yield root;
	for (const part of root.parts)
		if (typeof part !== 'string')
			yield* nodesOf(part);
}

// The tree with `target` replaced; what is not above it is shared.
function replaced(root, target, replacement) {
	if (root === target)
		return replacement;
	let changed = false;
	const parts = root.parts.map((part) => {
		if (typeof part === 'string')
			return part;
		const made = replaced(part, target, replacement);
		changed = changed || made !== part;
		return made;
	});
	return changed ? { ...root, parts } : root;
}

module.exports = { node, optional, textOf, nodesOf, replaced };
