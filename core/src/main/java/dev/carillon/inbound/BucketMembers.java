package dev.carillon.inbound;

import dev.carillon.format.MessageParser;

import tools.jackson.core.JsonToken;

/** The members that describe a bucket. */
final class BucketMembers {
    private String name = "";
    private String owner = "";

    /** Reads a bucket's members. Leaves the parser at the end of the value. */
    void readAll(MessageParser value) {
        while (value.nextMember()) {
            switch (value.nameBeforeValue()) {
                case "name" -> name = Values.text(value, "bucket name");
                case "ownerIdentity" -> owner = onlyText(value, "principalId");
                default -> {}
            }
            value.skip();
        }
    }

    /** Reads a bucket that is only a name. */
    void readName(MessageParser value) {
        name = Values.text(value, "bucket");
    }

    String name() {
        return name;
    }

    String owner() {
        return owner;
    }

    /** Returns one text of an object, for display: empty if it is anything else. */
    static String onlyText(MessageParser value, String meant) {
        String found = "";
        if (value.current() == JsonToken.START_OBJECT) {
            while (value.nextMember()) {
                if (value.nameBeforeValue().equals(meant)) {
                    found = value.text(meant);
                }
                value.skip();
            }
        }
        return found;
    }
}
