package dev.carillon.state;

import dev.carillon.contract.DiskContract;

import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

class RealDiskTest extends DiskContract {
    @TempDir private Path directory;

    @Override
    protected Disk disk() {
        return new RealDisk();
    }

    @Override
    protected Path directory() {
        return directory;
    }
}
