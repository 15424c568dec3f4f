// Asks a built site's own search worker: `node search.mjs SITE`, with a JSON list of queries on standard input. Prints a
// list for each query: the pages found ('errors/wrong-region/'), best first, as the search box shows them.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { runInThisContext } from 'node:vm'

const site = process.argv[2]
const workers = join(site, 'assets', 'javascripts', 'workers')
const [name] = readdirSync(workers).filter((file) => /^search\..*\.js$/.test(file))
const index = JSON.parse(readFileSync(join(site, 'search', 'search_index.json'), 'utf8'))

let ask
let answered
globalThis.self = globalThis
globalThis.addEventListener = (_, listener) => { ask = listener }
globalThis.postMessage = (answer) => answered(answer)
runInThisContext(readFileSync(join(workers, name), 'utf8'), { filename: name })

// The kinds of messages that the theme sends to its worker.
const [SETUP, QUERY] = [0, 2]
const said = (type, data) => new Promise((resolve) => { answered = resolve; ask({ data: { type, data } }) })

await said(SETUP, { ...index, options: { suggest: false } })
const found = []
for (const query of JSON.parse(readFileSync(0, 'utf8'))) {
  const { data } = await said(QUERY, query)
  // A hit is a page with its sections; the page itself is the one that no section's mark stands behind.
  found.push(data.items.map((sections) => sections[0].location.split('#')[0]))
}
console.log(JSON.stringify(found))
