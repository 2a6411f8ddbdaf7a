/** A side of the comparison: a process in which many listen to one channel. */
export interface FanOutContender {
  /** Resolves when the server has confirmed the subscription of every listener. */
  listen(listeners: number, received: (event: OrderPlaced) => void): Promise<void>;
  publish(event: OrderPlaced): Promise<unknown>;
  close(): Promise<void>;
}

/** What is published: about 200 bytes of JSON. */
export interface OrderPlaced {
  readonly sequence: number;
  readonly orderId: string;
  readonly customer: { readonly name: string; readonly email: string };
  readonly lines: ReadonlyArray<{ readonly sku: string; readonly quantity: number }>;
}

export function orderOf(sequence: number): OrderPlaced {
  return {
    sequence,
    orderId: `order-${sequence}`,
    customer: { name: 'Ada Lovelace', email: 'ada@example.com' },
    lines: [
      { sku: 'SKU-1001', quantity: 2 },
      { sku: 'SKU-2002', quantity: 1 },
    ],
  };
}
