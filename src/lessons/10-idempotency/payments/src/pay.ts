import { charge, type Payment } from './charge'
import { sendReceipt } from './mail'

export const handler = async (payment: Payment) => {
  const { balance } = await charge(payment)
  sendReceipt(payment)
  return { payment: payment.payment, balance }
}
