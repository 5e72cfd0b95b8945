// `npm start`: installs and builds what is missing, then serves; without configuration, the demo hospital.
process.argv.splice(2, 0, 'serve');
await import('./dose.mjs');
