/**
 * The policy engine: documents with clauses, parameters with a direction, the calendar of workdays, the points standard
 * and the boundary list a community starts with (FND-04, FND-05, SCH-02, PTS-01, PTS-02, PTS-03, WHI-05, WHI-06).
 */
export {
  parameters,
  parameterKeys,
  isParameterKey,
  relaxes,
  type Direction,
  type Parameter,
  type ParameterKey,
} from './parameters.ts';
export {
  activeStandard,
  allInForce,
  chainFromCity,
  forgetPolicy,
  inForce,
  number,
  numbers,
  standardOfVersion,
  type InForce,
} from './values.ts';
export { workdays, type WorkdayKind, type Workdays } from './workdays.ts';
export {
  defaultStandard,
  formulaWords,
  pointsOf,
  standardParts,
  versionedFormula,
  type PointStandard,
  type Points,
  type Service,
  type StandardBody,
  type StandardPart,
} from './standard.ts';
export { clauseId, parameterClause, seededId } from './clauses.ts';
export {
  openCommunity,
  plainName,
  seedBoundaryRules,
  seedDivisions,
  seedGround,
  type SeededDivisions,
} from './seed.ts';
