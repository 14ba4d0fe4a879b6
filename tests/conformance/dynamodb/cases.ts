import { casesOf } from '../sdk/case'
import { batchCases } from './batches'
import { documentCases } from './documents'
import { expressionCases } from './expressions'
import { accessCases } from './access'
import { itemCases } from './items'
import { queryCases } from './queries'
import { streamCases } from './streams'
import { tableCases } from './tables'
import { timeToLiveCases } from './time-to-live'
import { transactionCases } from './transactions'

export default casesOf('dynamodb', {
  ...tableCases,
  ...itemCases,
  ...expressionCases,
  ...queryCases,
  ...batchCases,
  ...transactionCases,
  ...timeToLiveCases,
  ...streamCases,
  ...documentCases,
  ...accessCases,
})
