/** The documents, rule by rule: each test stands for a sentence of one of them. */
package dev.carillon.spec;
