package dev.carillon.b2client;

import tools.jackson.databind.node.ObjectNode;

/** The calls of a B2 service by their names, as the B2 Native API has them. */
public interface B2Api {
    /**
     * Makes one call and gives back what was answered.
     *
     * @throws B2ClientException when the service refuses, or cannot be reached
     */
    ObjectNode call(String name, ObjectNode fields);

    /**
     * The account whose key is used.
     *
     * @throws B2ClientException when the service refuses, or cannot be reached
     */
    String accountId();
}
