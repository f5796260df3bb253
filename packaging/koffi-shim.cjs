// Stands in for the package koffi in the bundle: the native part lies beside it, and nothing needs to be searched.
module.exports = require('./koffi.node');
