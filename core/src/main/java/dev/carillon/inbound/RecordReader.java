package dev.carillon.inbound;

import dev.carillon.event.ByteSlice;
import dev.carillon.format.MessageParser;
import dev.carillon.format.UnreadableMessageException;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads the documents of one message: their lists of records, or single records. */
final class RecordReader {
    private final RecordFactory factory;
    private int records;
    private boolean inData;

    RecordReader(KeyEncodings encodings) {
        this.factory = new RecordFactory(encodings);
    }

    /**
     * Reads a document.
     *
     * @throws UnreadableMessageException if it is no JSON object and no list, or too large
     */
    Document document(ByteSlice json) throws UnreadableMessageException {
        try (var parser = new MessageParser(json)) {
            var document = new Document();
            JsonToken first = parser.first();
            long begin = parser.position();
            switch (first) {
                case START_OBJECT -> object(document, parser);
                case START_ARRAY -> document.list("", list(parser));
                default ->
                        throw new UnreadableMessageException(
                                "the message is JSON, but no object and no list of events");
            }
            document.json(parser.slice(begin));
            parser.last();
            return document;
        } catch (JacksonException e) {
            throw MessageParser.unreadable(e);
        }
    }

    /** Reads a record that was kept. Anything else is a record with a flaw. */
    ReadRecord kept(ByteSlice json) {
        try (var parser = MessageParser.ofKept(json)) {
            parser.first();
            List<ReadRecord> found = element(parser);
            parser.last();
            return found.size() == 1
                    ? found.getFirst()
                    : ReadRecord.flawed("the record holds %d events".formatted(found.size()), json);
        } catch (JacksonException e) {
            return ReadRecord.flawed(why(MessageParser.unreadable(e)), json);
        } catch (UnreadableMessageException e) {
            return ReadRecord.flawed(why(e), json);
        }
    }

    /**
     * Returns the records of a document: those of its lists, or the one that it is by itself. An
     * empty object has none.
     *
     * @throws UnreadableMessageException if it is an object that is no event and has no list
     */
    List<ReadRecord> records(Document document) throws UnreadableMessageException {
        if (document.hasLists()) {
            return document.listed();
        }
        RecordMembers members = document.own();
        return switch (members.kind()) {
            case S3, B2 -> List.of(factory.record(members, document.flaw(), document.json()));
            case CLOUD_EVENT -> cloudEvent(members.envelope(), document.flaw(), document.json());
            case PLAIN, UNKNOWN -> {
                if (!document.isEmpty()) {
                    throw noEvents();
                }
                yield List.of();
            }
        };
    }

    /**
     * Returns the records in the data of a CloudEvent. A single one is kept as {@code whole}, each
     * of several as it is.
     */
    List<ReadRecord> inside(Envelope envelope, Document data, Supplier<ByteSlice> whole)
            throws UnreadableMessageException {
        List<ReadRecord> found =
                data.hasLists()
                        ? data.listed()
                        : List.of(counted(factory.dataRecord(data, envelope)));
        return found.size() == 1 ? List.of(found.getFirst().in(whole.get())) : found;
    }

    private void object(Document document, MessageParser parser) throws UnreadableMessageException {
        while (parser.nextMember()) {
            String name = parser.nameBeforeValue();
            document.member();
            switch (name) {
                case "Records", "events", "event" -> document.list(name, elements(parser));
                default -> document.read(name, parser);
            }
            parser.skip();
        }
        document.flaw(parser.takeFlaw());
    }

    private List<ReadRecord> elements(MessageParser parser) throws UnreadableMessageException {
        Optional<String> outside = parser.takeFlaw();
        List<ReadRecord> found =
                switch (parser.current()) {
                    case START_ARRAY -> list(parser);
                    case START_OBJECT -> element(parser);
                    case VALUE_NULL -> List.of();
                    default -> throw noEvents();
                };
        outside.ifPresent(parser::flaw);
        return found;
    }

    private List<ReadRecord> list(MessageParser parser) throws UnreadableMessageException {
        var list = new ArrayList<ReadRecord>();
        while (parser.next() != JsonToken.END_ARRAY) {
            list.addAll(element(parser));
        }
        return list;
    }

    private List<ReadRecord> element(MessageParser parser) throws UnreadableMessageException {
        if (parser.current() != JsonToken.START_OBJECT) {
            return List.of(counted(ReadRecord.flawed("the record is no object", parser.value())));
        }
        long begin = parser.position();
        var members = new RecordMembers();
        members.readAll(parser);
        ByteSlice json = parser.slice(begin);
        Optional<String> flaw = parser.takeFlaw();
        return members.kind() == RecordMembers.Kind.CLOUD_EVENT && !inData
                ? cloudEvent(members.envelope(), flaw, json)
                : List.of(counted(factory.record(members, flaw, json)));
    }

    private List<ReadRecord> cloudEvent(Envelope envelope, Optional<String> flaw, ByteSlice json)
            throws UnreadableMessageException {
        if (flaw.isPresent() || envelope.data().isEmpty()) {
            String why = flaw.orElse("the CloudEvent has no data");
            return List.of(counted(ReadRecord.flawed(why, json)));
        }
        inData = true;
        try {
            return inside(envelope, document(envelope.data().orElseThrow()), () -> json);
        } catch (UnreadableMessageException e) {
            if (e.tooLarge()) {
                throw e;
            }
            return List.of(counted(ReadRecord.flawed("data of a CloudEvent: " + why(e), json)));
        } finally {
            inData = false;
        }
    }

    private ReadRecord counted(ReadRecord next) throws UnreadableMessageException {
        if (++records > MessageReader.MAX_RECORDS) {
            throw UnreadableMessageException.tooLarge(
                    "the message has more than %d records: send fewer at once"
                            .formatted(MessageReader.MAX_RECORDS));
        }
        return next;
    }

    private static UnreadableMessageException noEvents() {
        return new UnreadableMessageException(
                "the message has no events: expected Records, events, a CloudEvent or an SNS"
                        + " envelope");
    }

    private static String why(UnreadableMessageException thrown) {
        return String.valueOf(thrown.getMessage());
    }
}
