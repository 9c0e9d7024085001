package dev.carillon.s3;

import java.io.IOException;
import java.nio.file.Path;

/** The S3 API in a process of its own, until its standard input ends. */
final class S3Process {
    private S3Process() {}

    /** Keeps everything in the named directory; prints its port. */
    public static void main(String[] args) throws IOException {
        try (var world = new S3World(Path.of(args[0]))) {
            System.out.println("port " + world.port());
            System.in.transferTo(java.io.OutputStream.nullOutputStream());
        }
    }
}
