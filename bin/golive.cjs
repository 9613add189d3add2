#!/usr/bin/env node
'use strict';
// The launcher. On Node 24.15 or newer it becomes golive; on an older one it starts golive with a newer Node.
var fs = require('fs');
var path = require('path');
var url = require('url');
var node24 = require('./node24.cjs');

var source = path.join(__dirname, '..', 'src', 'main.ts');
var bundle = path.join(__dirname, '..', 'dist', 'golive.mjs');
// A checkout runs its sources; a package has only the bundle (types are not stripped under node_modules).
var entry = fs.existsSync(source) ? source : bundle;

if (node24.isNewEnough(process.version)) {
  require('module').enableCompileCache();
  // Not a static import: this file must still parse on an old Node.
  import(url.pathToFileURL(entry).href).then((main) => main.run(process.argv.slice(2)));
} else if (process.env.GOLIVE_LAUNCHED) {
  process.stderr.write('golive was started with Node ' + process.version + ' again: that one is too old.\n');
  process.exit(2);
} else {
  process.env.GOLIVE_LAUNCHED = '1';
  node24.runWith(node24.findNode(), [__filename].concat(process.argv.slice(2)));
}
