package dev.carillon.b2client;

import tools.jackson.databind.node.ObjectNode;

/** The calls of a B2 service by their names, as the B2 Native API has them. */
public interface B2Api {
    /**
     * Makes one call and returns the answer.
     *
     * @throws B2ClientException if the service refuses, or cannot be reached
     */
    ObjectNode call(String name, ObjectNode fields);

    /**
     * Returns the account of the key.
     *
     * @throws B2ClientException if the service refuses, or cannot be reached
     */
    String accountId();
}
