// Replaces the package koffi in the bundle: the native part is beside it, so nothing needs to be searched for.
module.exports = require('./koffi.node');
