// What is wrong with a name, as findings say it.

export { explainNameProblem } from '../../wire/explain-name-problem.ts';
