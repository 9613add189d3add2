'use strict';
// Plain old JavaScript on purpose: this file must run on whatever Node is installed, to find the one golive needs.
// As a program: `node bin/node24.cjs FILE [ARGUMENT...]` runs FILE with that Node.
var childProcess = require('child_process');
var fs = require('fs');
var os = require('os');
var path = require('path');

var MINIMUM = [24, 15];
var PINNED = require('../package.json').config.node;

function isNewEnough(version) {
  var parts = String(version).replace(/^v/, '').split('.').map(Number);
  return parts[0] > MINIMUM[0] || (parts[0] === MINIMUM[0] && parts[1] >= MINIMUM[1]);
}

function cacheFile() {
  var base = process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache');
  return path.join(base, 'golive', 'node-' + PINNED + '-' + process.platform + '-' + process.arch);
}

function remembered() {
  try {
    var found = fs.readFileSync(cacheFile(), 'utf8').trim();
    return fs.existsSync(found) ? found : undefined;
  } catch (_error) {
    return undefined;
  }
}

function remember(found) {
  // A home that cannot be written to costs a slower start next time, nothing else.
  try {
    fs.mkdirSync(path.dirname(cacheFile()), { recursive: true });
    fs.writeFileSync(cacheFile() + '.' + process.pid, found + '\n');
    fs.renameSync(cacheFile() + '.' + process.pid, cacheFile());
  } catch (_error) {}
}

function fetchOnce() {
  process.stderr.write(
    'golive needs Node 24.15 or newer; this is ' +
      process.version +
      '. Fetching Node ' +
      PINNED +
      ' once, through npx.\n',
  );
  var wanted = 'node-' + (process.platform === 'win32' ? 'win' : process.platform) + '-' + process.arch + '@' + PINNED;
  var run = childProcess.spawnSync('npx', ['--yes', '--package', wanted, 'node', '-p', 'process.execPath'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  var found = String(run.stdout || '')
    .trim()
    .split('\n')
    .pop();
  if (run.status !== 0 || !found || !fs.existsSync(found)) {
    process.stderr.write(
      'That did not work: ' +
        String(run.stderr || run.error || 'no Node came back')
          .trim()
          .split('\n')
          .pop() +
        '\nInstall Node 24.15 or newer (https://nodejs.org) and run this again.\n',
    );
    process.exit(2);
  }
  var version = childProcess.spawnSync(found, ['-p', 'process.version'], { encoding: 'utf8' });
  if (!isNewEnough(version.stdout || '')) {
    process.stderr.write(
      'npx brought ' +
        String(version.stdout).trim() +
        ', which is too old. Install Node 24.15 or newer and run this again.\n',
    );
    process.exit(2);
  }
  remember(found);
  return found;
}

/** Path of a Node that is new enough: this one, the remembered one, or the pinned one, fetched once. */
function findNode() {
  if (isNewEnough(process.version)) return process.execPath;
  return remembered() || fetchOnce();
}

/** Runs a program with that Node and ends with its exit code; signals reach the child, which decides. */
function runWith(node, args) {
  var child = childProcess.spawn(node, args, { stdio: 'inherit' });
  ['SIGINT', 'SIGTERM', 'SIGHUP'].forEach((signal) => {
    process.on(signal, () => {
      child.kill(signal);
    });
  });
  child.on('error', (error) => {
    process.stderr.write('cannot start ' + node + ': ' + error.message + '\n');
    process.exit(2);
  });
  child.on('exit', (code, signal) => {
    process.exit(code === null ? 128 + (os.constants.signals[signal] || 1) : code);
  });
}

module.exports = { findNode: findNode, isNewEnough: isNewEnough, runWith: runWith };

if (require.main === module) runWith(findNode(), process.argv.slice(2));
