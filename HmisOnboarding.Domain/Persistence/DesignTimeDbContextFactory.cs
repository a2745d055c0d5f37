using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace HmisOnboarding.Domain.Persistence;

/// <summary>Lets the migration tool read the model; it opens no database.</summary>
internal sealed class DesignTimeDbContextFactory : IDesignTimeDbContextFactory<HmisDbContext>
{
    public HmisDbContext CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<HmisDbContext>().UseSqlite("Data Source=model.db").Options);
}
