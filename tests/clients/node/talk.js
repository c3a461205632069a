// The Node half of the drivers: reads one order a line, does it with the client of the chosen mode, and
// says in one line what the client made of it. Judges nothing. Orders: see ../python/talk.py.
'use strict';

const fs = require('fs');
const path = require('path');
const readline = require('readline');
const { createRequire } = require('module');

// The clients are installed elsewhere, in the folder that the runner names.
const installed = createRequire(path.join(process.env.CLIENTS_NODE, 'package.json'));
const [, , name, ...mode] = process.argv;
const driver = require(`./${name}.js`)(installed, mode);

// The name and version of what is installed in a folder, which may have another name.
function release(folder) {
  const manifest = path.join(process.env.CLIENTS_NODE, 'node_modules', folder, 'package.json');
  const { name, version } = JSON.parse(fs.readFileSync(manifest, 'utf8'));
  return [name, version];
}

async function obey(order, clients) {
  if (order.do === 'versions') {
    return Object.fromEntries(driver.packages.map(release));
  }
  const key = `${order.endpoint} ${order.secret}`;
  clients[key] ??= driver.client(mode, order.endpoint, order.secret);
  return order.do === 'reboot'
    ? { request_id: await driver.reboot(clients[key], order.id, order.force ?? undefined) }
    : { status: await driver.status(clients[key], order.id) };
}

async function main() {
  const clients = {};
  for await (const line of readline.createInterface({ input: process.stdin })) {
    let said;
    try {
      said = await obey(JSON.parse(line), clients);
    } catch (raised) {
      // Whatever a client throws is what it has to say.
      said = { raised: raised.name, text: raised.message, ...driver.told(raised) };
    }
    console.log(JSON.stringify(said));
  }
  process.exit(0);
}

main();
