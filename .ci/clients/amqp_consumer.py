"""An independent AMQP consumer for amqp.sh, with pika: makes exchanges and queues, and writes what it gets as JSON lines.

amqp_consumer.py PORT declare EXCHANGE QUEUE KEY   makes a durable topic exchange and a durable queue bound to it
amqp_consumer.py PORT unbind EXCHANGE QUEUE KEY    takes the binding away
amqp_consumer.py PORT take QUEUE                   takes all that is in the queue, one JSON object a line
amqp_consumer.py PORT remove EXCHANGE QUEUE        removes both
"""

import json
import sys

import pika


def connect(port):
    return pika.BlockingConnection(pika.ConnectionParameters("127.0.0.1", int(port), heartbeat=30))


def taken(channel, queue):
    while True:
        method, properties, body = channel.basic_get(queue, auto_ack=True)
        if method is None:
            return
        yield {
            "routing_key": method.routing_key,
            "exchange": method.exchange,
            "message_id": properties.message_id,
            "content_type": properties.content_type,
            "delivery_mode": properties.delivery_mode,
            "headers": {name: str(value) for name, value in (properties.headers or {}).items()},
            "body": json.loads(body) if body else None,
        }


def main():
    port, verb, *rest = sys.argv[1:]
    connection = connect(port)
    channel = connection.channel()
    if verb == "declare":
        exchange, queue, key = rest
        channel.exchange_declare(exchange, "topic", durable=True)
        channel.queue_declare(queue, durable=True)
        channel.queue_bind(queue, exchange, key)
    elif verb == "unbind":
        exchange, queue, key = rest
        channel.queue_unbind(queue, exchange, key)
    elif verb == "take":
        for message in taken(channel, *rest):
            print(json.dumps(message), flush=True)
    elif verb == "remove":
        exchange, queue = rest
        channel.queue_delete(queue)
        channel.exchange_delete(exchange)
    else:
        sys.exit(__doc__)
    connection.close()


main()
