// same-chain.js with "OTHER,HEIGHT": 1 when this node and OTHER have finalised the same block of that height, and both
// validators have authored blocks up to there; otherwise what is wrong.

async function rpc(url, method, params = []) {
	const response = await fetch(url, {
		method: "POST",
		headers: { "Content-Type": "application/json" },
		body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
	});
	const { result, error } = await response.json();
	if (error) throw new Error(`${method}: ${error.message}`);
	return result;
}

async function finalisedHeight(url) {
	const hash = await rpc(url, "chain_getFinalizedHead");
	return Number((await rpc(url, "chain_getHeader", [hash])).number);
}

// Aura notes a block's slot in its digest: PreRuntime (06), engine "aura", length 8, little-endian slot.
function slotIsOdd(header) {
	const entry = header.digest.logs.find((log) => log.startsWith("0x066175726120"));
	return parseInt(entry.slice(14, 16), 16) % 2 === 1;
}

async function run(nodeName, networkInfo, args) {
	const [other, height] = [args[0], Number(args[1])];
	const [here, there] = [nodeName, other].map((name) =>
		networkInfo.nodesByName[name].wsUri.replace(/^ws/, "http"),
	);

	for (const url of [here, there]) {
		if ((await finalisedHeight(url)) < height) return `${url} has not finalised block ${height}`;
	}
	const hashes = await Promise.all([here, there].map((url) => rpc(url, "chain_getBlockHash", [height])));
	if (hashes[0] !== hashes[1]) return `two blocks of height ${height}: ${hashes.join(" and ")}`;

	// Two validators take slots in turn, so that an odd and an even slot have different authors.
	const authors = new Set();
	for (let number = 1; number <= height; number++) {
		const hash = await rpc(here, "chain_getBlockHash", [number]);
		authors.add(slotIsOdd(await rpc(here, "chain_getHeader", [hash])));
	}
	return authors.size === 2 ? 1 : "only one validator authored blocks";
}

module.exports = { run };
