// The import boundaries of the architecture: data flows pipeline → warehouse → reports → ui, jobs wires them.
const rule = (name, from, to, comment) => ({ name, comment, severity: 'error', from, to });
module.exports = {
  forbidden: [
    rule('no-cycles', {}, { circular: true }, 'a cycle hides who depends on whom'),
    rule(
      'pipeline-knows-tables-only',
      { path: '^pipeline/' },
      { path: '^(warehouse/(?!tables/|lake/lake\\.ts)|reports/|ui/|jobs/)' },
    ),
    rule('warehouse-knows-nobody', { path: '^warehouse/' }, { path: '^(pipeline|reports|ui|jobs)/' }),
    rule('reports-know-the-warehouse', { path: '^reports/' }, { path: '^(pipeline|ui|jobs)/' }),
    rule('ui-knows-the-api', { path: '^ui/' }, { path: '^(pipeline|warehouse|reports|jobs)/' }),
    rule(
      'demo-alone-uses-test-support',
      { path: '^(pipeline|warehouse|reports|ui|jobs)/', pathNot: '^jobs/commands/demo\\.ts$' },
      { path: '^test/' },
    ),
    rule('nothing-imports-jobs', { pathNot: '^jobs/' }, { path: '^jobs/' }),
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
  },
};
